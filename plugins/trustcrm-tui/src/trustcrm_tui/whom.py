"""With whom a row is: the other side that a record concerns, looked up where the row itself does not name it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm_tui.sheets.sheet import Subject

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace

_SIDES = {
    "person": ("side",), "post": ("side",), "engagement": ("side",), "follow-up": ("side",),
    "interaction": ("giver", "receiver"), "contribution": ("giver", "receiver"), "signal": ("giver", "receiver"),
    "tie": ("one", "other"),
}  # fmt: skip


def crisis_of(app: Workplace) -> int | None:
    """Return the crisis, of several that are on, whose board is shown: what is entered there belongs to it."""
    sheet = app.lists.page.sheet
    if sheet.id != "crisis":
        return None
    from trustcrm_tui.sheets.crisis import CrisisSheet

    return sheet.told if isinstance(sheet, CrisisSheet) else None


def leads_to_a_side(subject: Subject) -> bool:
    """Return whether something is with a side, or may be: that of a record is looked up once it is needed."""
    return subject.side is not None or subject.noun == "agreement" or subject.noun in _SIDES


def side_of(office: PluginContext, subject: Subject) -> Subject:
    """Return the other side that a record concerns, as a subject; an empty one where it concerns none."""
    if subject.id is None:
        return Subject()
    if subject.noun == "agreement":
        tie = office.ask.one("agreement", subject.id).kept.record.tie  # type: ignore[attr-defined]
        return side_of(office, Subject(noun="tie", id=tie))
    if subject.noun not in _SIDES:
        return Subject()
    home = office.ask.home().side
    row = office.ask.one(subject.noun, subject.id)
    for field in _SIDES[subject.noun]:
        side = getattr(row.kept.record, field, None)
        if side is not None and side != home:
            return Subject(side=side, name=str(row.value(field)), noun=subject.noun, id=subject.id)
    return Subject()


def sides_of(office: PluginContext, subjects: Iterable[Subject]) -> list[Subject]:
    """Return the sides that several rows concern, each once, in their order; rows about nobody are left out."""
    found: dict[int, Subject] = {}
    for subject in subjects:
        one = subject if subject.side is not None else side_of(office, subject)
        if one.side is not None:
            found.setdefault(one.side, one)
    return list(found.values())
