"""An act: one dated, directed, signed piece of evidence, the only thing a trust model ever sees."""

from __future__ import annotations

from datetime import date

from trustcrm.values import dataclass

HIDDEN_KIND = "restricted"
"""The kind of an act of a restricted record, for those who are not cleared: its day and its figures stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What `giver` did towards `receiver` on `day`.

    `id` names the evidence row ("interaction 12", "step 7"); the same id twice is the same act. `kind` is one of the
    office's kinds and `root` its two-digit CAMEO root code. `intensity` is in Goldstein units, in [-10, 10]; its sign
    says whether the act was kind or unkind, 0 is neutral. `weight` in [0, 1] says how far the source is relied on.
    """

    id: str
    giver: int
    receiver: int
    day: date
    kind: str
    root: str
    intensity: float
    weight: float = 1.0
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideProfile:
    """What is known of a side apart from any act: its `country`, and the `sort` of side it is; "" where unknown.

    In an office the country is an ISO 3166 code, and the sort is "city" or an organisation's kind.
    """

    side: int
    country: str = ""
    sort: str = ""
