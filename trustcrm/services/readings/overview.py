"""Every tie at a glance, from the kept sums alone: nothing here goes through the acts one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Tie
from trustcrm.domain.readings.estimate import estimate_sign
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.goodwill import goodwill_of
from trustcrm.domain.readings.reciprocity import balance
from trustcrm.domain.readings.warmth import paused_days_within, warmth, warmth_word
from trustcrm.errors import PluginFailed
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.readings.folded import folded
from trustcrm.services.readings.remembered import remember, wanted
from trustcrm.store.queries.evidence import Evidence, evidence_over, last_contacts
from trustcrm.store.queries.rows import titles
from trustcrm.store.queries.ties import custodians, next_engagements, pauses, standing_ties
from trustcrm.text import alphabetical
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.engine import Connection

TREND_DAYS = 91
"""The trend is trust today less trust thirteen weeks ago."""
FEW = 4
"""So many sides, our own among them, are read by themselves where they can be."""


@dataclass(frozen=True, kw_only=True)
class Glance:
    """One tie in a line.

    `us` and `them` are side ids. `trust` is our trust in them, in [0, 1], None where the office's model failed, with
    `unavailable` saying why; `uncertainty` the part of it that is prior. `goodwill` is theirs towards us, net, in
    Goldstein units; `balance` in [-1, 1], above 0 where we gave more; `trend` the change of trust over 91 days.
    """

    tie: int
    us: int
    them: int
    name: str
    kind: str
    state: str
    since: date | None
    trust: float | None
    uncertainty: float | None
    trend: float | None
    goodwill: float
    balance: float | None
    warmth: float | None
    warmth_word: str
    paused: bool
    last_contact: date | None
    next_contact: date | None
    acts: int
    breaches: tuple[str, ...]
    custodians: tuple[str, ...]
    unavailable: str = ""

    @property
    def certainty(self) -> str:
        """How far the reading rests on evidence, in words."""
        if self.uncertainty is None:
            return "unavailable"
        if self.uncertainty > 0.5:
            return "mostly prior"
        return "some evidence" if self.uncertainty >= 0.2 else "well evidenced"


def overview(desk: Desk, as_of: date | None = None, *, everybody: bool = False) -> list[Glance]:
    """Return every standing tie of the home city as of a day, by name; with `everybody` those between others too."""
    day = as_of or desk.today()
    with desk.database.reading() as connection:
        home = cast(int, office_of(connection).home)
        ties = standing_ties(connection, None if everybody else home)
        return sorted(glances(desk, connection, ties, day, home), key=lambda glance: alphabetical(glance.name))


def glances(desk: Desk, connection: Connection, ties: Iterable[Kept[Record]], day: date, home: int) -> list[Glance]:
    """Return the given ties in a line each; `home` is "us" wherever it is one end."""
    if desk.remembered is None:
        return _glances(desk, connection, ties, day, home)
    ties = list(ties)
    lines = desk.remembered.lines(connection)
    read = wanted(lines, (kept.id for kept in ties), day, home)
    if read is None:
        read = _glances(desk, connection, ties, day, home)
        remember(lines, read, day, home)
    return read


def _glances(desk: Desk, connection: Connection, ties: Iterable[Kept[Record]], day: date, home: int) -> list[Glance]:
    office = office_of(connection)
    found = [(kept, cast(Tie, kept.record), *sides_of(cast(Tie, kept.record), home)) for kept in ties]
    sides = {side for _, _, us, them in found for side in (us, them)}
    about = home if all(us == home for _, _, us, _ in found) else None
    few = sides if about is not None and len(sides) <= FEW else None
    earlier_day = date.fromordinal(max(1, day.toordinal() - TREND_DAYS))
    before, now = evidence_over(connection, (earlier_day, day), about, few)
    read = _reader(desk, connection, now)
    names = titles(connection, {"side": sides})
    contacts = last_contacts(connection, [kept.id for kept, *_ in found], day)
    coming = next_engagements(connection, day)
    looked_after = custodians(connection, day)
    windows = pauses(connection)
    lines = []
    for kept, tie, us, them in found:
        last = contacts.get(kept.id)
        cadence = tie.cadence_days or office.cadence_days
        warm = warmth(last, day, cadence, paused_days_within(windows, last, day) if last else 0)
        evidence = now.of(them, us)
        value, uncertainty, unavailable = read(evidence)
        earlier = None if desk.model is not None else _estimate(before.of(them, us), before)[0]
        theirs, ours = goodwill_of(evidence.there, day), goodwill_of(evidence.back, day)
        lines.append(
            Glance(
                tie=kept.id, us=us, them=them, name=_name(names, us, them, home), kind=tie.kind, state=tie.state,
                since=tie.since, trust=value, uncertainty=uncertainty,
                trend=None if value is None or earlier is None else value - earlier,
                goodwill=theirs.net, balance=balance(ours.positive, theirs.positive),
                warmth=warm, warmth_word="never" if warm is None else warmth_word(warm),
                paused=any(first <= day and (end is None or day <= end) for first, end in windows),
                last_contact=last, next_contact=coming.get(them), acts=evidence.there.acts,
                breaches=evidence.breaches, custodians=tuple(looked_after.get(kept.id, ())),
                unavailable=unavailable,
            )
        )  # fmt: skip
    return lines


def sides_of(tie: Tie, home: int) -> tuple[int, int]:
    """Return us and them: the home city first where the tie is its own, else as the tie names them."""
    one, other = cast(int, tie.one), cast(int, tie.other)
    return (other, one) if other == home else (one, other)


def trust_of(evidence: Evidence, us: int, them: int) -> float:
    """Return our trust in them by the model that is the office's own."""
    return _estimate(evidence.of(them, us), evidence)[0]


def _name(names: dict[tuple[str, int], str], us: int, them: int, home: int) -> str:
    other = names.get(("side", them), f"side {them}")
    return other if us == home else f"{names.get(('side', us), f'side {us}')} – {other}"


def _estimate(pair: PairEvidence, evidence: Evidence) -> tuple[float, float, str]:
    estimate = estimate_sign(pair, evidence.day, evidence.constants)
    return estimate.value, estimate.uncertainty, ""


Read = Callable[[PairEvidence], tuple[float | None, float | None, str]]
"""Answers for a pair with a reading's value and uncertainty, and why there are none where it failed."""


def _reader(desk: Desk, connection: Connection, now: Evidence) -> Read:
    """Return how a pair is read by the office's model."""
    if desk.model is None:
        return lambda pair: _estimate(pair, now)
    try:
        model = desk.model()
        state = folded(model, connection, now.day)
    except PluginFailed as error:
        said = str(error)
        return lambda pair: (None, None, said)

    def read(pair: PairEvidence) -> tuple[float | None, float | None, str]:
        try:
            reading = model.read(state, pair.giver, pair.receiver, now.day)
        except PluginFailed as error:
            return None, None, str(error)
        return reading.value, reading.uncertainty, ""

    return read
