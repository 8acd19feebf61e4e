"""The paper `strategy`: priorities with ties and goals, time, then and now, check-ins, and what cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Heading,
    InvalidValue,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    Words,
    counted,
    ended,
    quiet,
    strong,
    words,
)
from trustcrm_strategy.beside import Beside, beside
from trustcrm_strategy.check_ins import QUESTIONS, check_ins_if_any
from trustcrm_strategy.comparing import WARMTH, Compared, compare, side_by_side, usual_days
from trustcrm_strategy.goals import SOURCE, Goal, global_goals, goals
from trustcrm_strategy.priorities import Priority, priorities_if_any
from trustcrm_strategy.spent import UNASSIGNED, Spent, hours, spent
from trustcrm_strategy.telling import span
from trustcrm_strategy.ties import OurTie, period, ties_of


@dataclass(frozen=True, kw_only=True)
class Matter:
    """All that the paper tells, as of `day`; `said` are the check-ins that are not restricted.

    `secret_steps` are the steps that are, which are counted and not named.
    """

    day: date
    found: Sequence[Priority]
    goals: Mapping[str, Goal]
    ties: Sequence[OurTie]
    went: Spent
    compared: Compared
    secret_steps: Set[int]
    said: Sequence[Beside]
    restricted: int

    def tie(self, number: int) -> OurTie | None:
        """Return a tie of ours by its number."""
        return next((one for one in self.ties if one.tie == number), None)

    @property
    def standing(self) -> list[OurTie]:
        """The ties that stood on the day."""
        return [one for one in self.ties if one.stood(self.day)]

    @property
    def serving(self) -> set[int]:
        """The ties that serve a priority on the day."""
        return {share.tie for one in self.found for share in one.on(self.day)}


def strategy_report(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper. Raises `InvalidValue` where a setting is no day."""
    found = _matter(context, subject, settings)
    blocks: list[Block] = [Bullets(tuple(_in_short(found)))]
    blocks += _priorities(found)
    blocks += _goals(found)
    blocks += _time(found)
    blocks += _then_and_now(found)
    blocks += _said(found)
    blocks += [Heading("What we cannot show"), Bullets(tuple(words(one) for one in _lacking(found)))]
    home = context.ask.home().name
    return Document(title=f"Strategy of {home}", day=subject.day, blocks=tuple(blocks))


def _matter(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Matter:
    day = subject.day
    first, last = period(_day(settings, "from"), _day(settings, "to"), day)
    every = priorities_if_any(context)
    days = [_read("on", text) for text in settings["on"].split(",") if text.strip()] or usual_days(context, day)
    made = check_ins_if_any(context, day)
    ties = ties_of(context)
    open_ones = [one for one in made if one.confidentiality != "restricted"]
    compared = compare(context, [one for one in days if one <= day] or [day])
    steps = {step for moment in compared.moments for one in moment.arrived for step in one.steps}
    return Matter(
        day=day, found=[one for one in every if one.is_on(day)], goals=_known_goals(context, every),
        ties=ties, went=spent(context, every, first, last),
        compared=compared, secret_steps=context.ask.restricted("step", steps),
        said=beside(context, open_ones, ties), restricted=len(made) - len(open_ones),
    )  # fmt: skip


def _known_goals(context: PluginContext, every: Sequence[Priority]) -> Mapping[str, Goal]:
    """Return the goals; where no priority is kept the office's own are not asked for, since nothing serves them."""
    return goals(context) if every else global_goals()


def _day(settings: Mapping[str, str], name: str) -> date | None:
    return _read(name, settings[name]) if settings[name].strip() else None


def _read(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(f"The setting {name!r} is a day such as 2020-06-30; {text.strip()!r} is not that.") from None


def _in_short(found: Matter) -> Iterator[Words]:
    stood, serving = found.standing, found.serving
    idle = [one for one in stood if one.tie not in serving]
    if not found.found:
        yield words(strong("No priority"), f" held on {found.day.isoformat()}.")
    else:
        told = counted(len(found.found), "priority", "priorities")
        yield words(
            strong(told), f" held on {found.day.isoformat()}, served by {counted(len(serving), 'tie')}.",
            cites=[Citation("tie", tie) for tie in sorted(serving)],
        )  # fmt: skip
    if stood:
        serve = "serves" if len(idle) == 1 else "serve"
        yield words(
            strong(f"{len(idle)} of {counted(len(stood), 'tie')}"), f" that stood then {serve} no priority.",
            cites=[Citation("tie", one.tie) for one in idle],
        )  # fmt: skip
    else:
        yield words(strong("No tie"), " stood on that day.")
    went = found.went
    if went.total:
        yield words(
            strong(f"{hours(went.total)} hours"), f" are on record from {went.first.isoformat()} to "
            f"{went.last.isoformat()}; {went.shares[UNASSIGNED]} % of them served no priority.",
        )  # fmt: skip
    if found.said:
        years = sorted({one.check_in.year for one in found.said})
        told = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
        stand = "stands" if len(found.said) == 1 else "stand"
        yield words(
            strong(counted(len(found.said), "check-in")), f" for {told} {stand} beside what is computed.",
            cites=[Citation("note", one.check_in.note) for one in found.said],
        )  # fmt: skip


def _priorities(found: Matter) -> Iterator[Block]:
    yield Heading("Priorities, and the ties that serve them")
    if not found.found:
        yield Paragraph(words("None is on record for this day."))
        return
    rows = []
    for one in found.found:
        about = " ".join(
            filter(
                None, [ended(one.words) if one.words else "", f"Serves {', '.join(one.goals)}." if one.goals else ""]
            )
        )
        rows.append(Row((one.name, span(one.from_on, one.to_on), len(one.on(found.day)), about)))
    titles = (Column("priority"), Column("days"), Column("ties", "number"), Column("about"))
    yield Table(titles, tuple(rows))
    shares = [
        Row((tie.name, one.name, share.percent, span(share.from_on, share.to_on)), (Citation("tie", share.tie),))
        for one in found.found
        for share in one.on(found.day)
        if (tie := found.tie(share.tie)) is not None
    ]
    if shares:
        columns = (
            Column("with"), Column("serves"), Column("% of its time", "number"), Column("days"),
        )  # fmt: skip
        yield Table(columns, tuple(shares), "Which tie serves what")


def _goals(found: Matter) -> Iterator[Block]:
    codes = {code for one in found.found for code in one.goals}
    yield Heading("Goals they serve")
    if not codes:
        yield Paragraph(words("No priority of this day is marked as serving a global goal or one of our own."))
        return
    rows = []
    for goal in sorted((found.goals.get(code, Goal(code=code, title="")) for code in codes), key=lambda one: one.order):
        serving = [one for one in found.found if goal.code in one.goals]
        ties = sorted({share.tie for one in serving for share in one.on(found.day)})
        cells = (goal.code, goal.title, ", ".join(one.name for one in serving), len(ties))
        rows.append(Row(cells, tuple(Citation("tie", tie) for tie in ties)))
    yield Table((Column("goal"), Column("title"), Column("served by"), Column("ties", "number")), tuple(rows))
    yield Paragraph(words(quiet(f"SDG: the Sustainable Development Goals, {SOURCE}.")))


def _time(found: Matter) -> Iterator[Block]:
    went = found.went
    yield Heading("Where our time went")
    if not went.total:
        told = f"No interaction from {went.first.isoformat()} to {went.last.isoformat()} says how long it lasted."
        yield Paragraph(words(told))
        return
    names = {one.id: one.name for one in found.found}
    by_priority = went.by_priority
    others = [row for row in by_priority if row not in names and row != UNASSIGNED]
    rows = [_hours(found, row, name) for row, name in names.items() if row in by_priority]
    rows += [_hours(found, row, f"a priority that is over (number {row})") for row in sorted(others)]
    rows.append(_hours(found, UNASSIGNED, "unassigned"))
    rows.append(Row(("all", hours(went.total), 100, ""), is_sum=True))
    columns = (Column("priority"), Column("hours", align="right"), Column("%", "number"), Column("most of it with"))
    yield Table(columns, tuple(rows), f"Hours of interactions, {went.first.isoformat()} to {went.last.isoformat()}")


def _hours(found: Matter, row: int, name: str) -> Row:
    sides = found.went.whole_sides_of(row)
    most = ", ".join(f"{found.went.names.get(side, f'side {side}')} {hours(part)}" for side, part in sides[:3])
    ties = tuple(Citation("tie", one.tie) for one in found.ties if one.them in {side for side, _ in sides})
    return Row((name, hours(found.went.whole_minutes[row]), found.went.shares[row], most), ties)


def _then_and_now(found: Matter) -> Iterator[Block]:
    yield Heading("Then and now")
    moments, ties = found.compared.moments, found.compared.ties
    if not ties:
        yield Paragraph(words("No tie stood on any of these days."))
        return
    days = [moment.day.isoformat() for moment in moments]
    counts = [Row(("ties that stood", *(len(one.glances) for one in moments)))]
    counts += [Row((f"of them {told}", *(one.warmth[word] for one in moments))) for word, told in WARMTH.items()]
    yield Table((Column("ties"), *(Column(day, "number") for day in days)), tuple(counts))
    arrived = [
        Row(
            (f"{'given' if ours else 'received'}: {kind}", unit, *(None if one is None else one.sum for one in cells),
             *(None if one is None else one.count for one in cells)),
            tuple(
                Citation("step", step)
                for step in sorted({step for one in cells if one for step in one.steps} - found.secret_steps)
            ),
        )
        for ours, kind, unit, cells in side_by_side(moments)
    ]  # fmt: skip
    if arrived:
        columns = (
            Column("what"), Column("unit"), *(Column(f"by {day}", "number") for day in days),
            *(Column(f"times by {day}", "number") for day in days),
        )  # fmt: skip
        yield Table(columns, tuple(arrived), "What had arrived, all told")
    rows = []
    for tie in ties:
        lines = [moment.glances.get(tie.tie) for moment in moments]
        trust = (None if one is None or one.trust is None else round(100 * one.trust, 1) for one in lines)
        contact = (None if one is None else one.last_contact for one in lines)
        rows.append(Row((tie.name, *trust, *contact), (Citation("tie", tie.tie),)))
    columns = (
        Column("with"), *(Column(f"trust {day}", "number") for day in days),
        *(Column(f"contact {day}", "day") for day in days),
    )  # fmt: skip
    yield Table(columns, tuple(rows), "Trust in %, and the last two-way contact, as of each day")


def _said(found: Matter) -> Iterator[Block]:
    yield Heading("What colleagues say, beside what is computed")
    if not found.said:
        yield Paragraph(words("Nobody checked in on a tie yet."))
        return
    cites = {
        one.check_in.id: (Citation("note", one.check_in.note), Citation("tie", one.check_in.tie)) for one in found.said
    }
    titles = ("control", "trust", "satisfaction", "commitment", "exchange", "communal")
    answers = [
        Row(
            (one.name, str(one.check_in.year), one.check_in.by,
             *(one.check_in.answers[each.key] for each in QUESTIONS)),
            cites[one.check_in.id],
        )
        for one in found.said
    ]  # fmt: skip
    columns = (Column("with"), Column("year"), Column("by"), *(Column(title, "number") for title in titles))
    yield Table(columns, tuple(answers), "Answers from 1 to 7")
    both = [
        Row(
            (one.name, one.check_in.on, one.said, one.read, one.apart),
            cites[one.check_in.id],
        )
        for one in found.said
    ]  # fmt: skip
    columns = (
        Column("with"), Column("on", "day"), Column("answered", "number"), Column("computed", "number"),
        Column("apart", "number"),
    )  # fmt: skip
    yield Table(columns, tuple(both), "Trust of 100: as answered, and as computed on that day")
    yield Bullets(
        tuple(
            words(strong(f"{one.name}, {one.check_in.year}"), f": {one.check_in.words} ({one.check_in.by})",
                  cites=cites[one.check_in.id][:1])
            for one in found.said
        )
    )  # fmt: skip


def _lacking(found: Matter) -> Iterator[str]:
    went = found.went
    if went.untimed:
        untimed = f"{went.untimed:,} of {counted(went.interactions, 'interaction')}"
        yield f"How long {untimed} lasted: nobody wrote it down, and no figure of time has it."
    yield "What each hour was for: an hour with a city is divided as the shares of its tie say, not as it was spent."
    yield "Preparation, travel, and how many of us took part: time is how long an interaction lasted, once."
    yield "Whether a goal came nearer: that a tie serves it is what we say, and no measure of the city."
    yield "Whether a tie hibernated on an earlier day: from its first day to its last it counts as one that stood."
    yield "Why a reading differs from an answer, or from one day to another: both are shown, none is judged."
    asked = {one.check_in.tie for one in found.said if one.check_in.year == found.day.year}
    without = [one for one in found.standing if one.tie not in asked]
    if without:
        yield f"What anybody thinks of {counted(len(without), 'tie')} in {found.day.year}: nobody checked in."
    if found.restricted:
        yield f"What {counted(found.restricted, 'restricted check-in says', 'restricted check-ins say')}."
    if not went.whole:
        yield "What is restricted: it is in no figure of time."
