"""Convenings: who sat there and as what, and the asks, offers and lessons that were born there.

A convening is core's engagement of that kind with its seats, or, once it was held, the interaction it became with its
participants. What was born there is a contribution of which a step names that interaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from trustcrm.plugin import (
    Account,
    Citation,
    Contribution,
    Engagement,
    Interaction,
    InvalidValue,
    Mention,
    NotFound,
    Participant,
    PluginContext,
    Refused,
    Seat,
    Step,
    mention_of,
)

KIND = "convening"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Somebody's seat: for which side (None where it is not told), who, and as what; `weight` once it was held.

    `weight` is what it counts as in the reading of that side: 1 were it a meeting of two, 1/45 among 45 others.
    """

    side: int | None
    name: str
    person: str
    role: str
    country: str
    cite: Citation
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class Convening:
    """A convening: the engagement it was planned as and the interaction it became, either of which may be missing."""

    engagement: int | None
    interaction: int | None
    title: str
    on: date
    places: tuple[Place, ...] = ()
    born: tuple[Account, ...] = ()

    @property
    def label(self) -> str:
        """How a command calls it: "engagement 3"."""
        return f"engagement {self.engagement}" if self.engagement is not None else f"interaction {self.interaction}"

    @property
    def held(self) -> tuple[int, date]:
        """The interaction it became, and its day. Raises `Refused` where it was not held yet."""
        if self.interaction is None:
            raise Refused(
                f"{self.title} was not held yet, so nothing was born there; `trustcrm engagement hold "
                f"{self.engagement}` says that it was."
            )
        return self.interaction, self.on

    @property
    def sides(self) -> tuple[int, ...]:
        """The cities and organisations that had a seat, each once."""
        return tuple(dict.fromkeys(one.side for one in self.places if one.side is not None))

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries whose cities and organisations had a seat, as far as they are known."""
        return tuple(sorted({one.country for one in self.places if one.country}))

    def role_of(self, side: int) -> str:
        """Return as what a side sat there, "" where that is not told."""
        return next((one.role for one in self.places if one.side == side and one.role), "")

    @property
    def cites(self) -> tuple[Citation, ...]:
        """What it is, as a record."""
        noun, row = ("interaction", self.interaction) if self.interaction else ("engagement", self.engagement)
        return (Citation(noun, cast(int, row)),)


def convenings(context: PluginContext, between: str = "") -> list[Convening]:
    """Return every convening, the latest first, without places; `between` asks for those one side called or hosted."""
    side = context.ask.found("side", between) if between else None
    wanted = {"kind": KIND} | ({"side": str(side)} if side is not None else {})
    planned = [
        Convening(
            engagement=listed.kept.id, interaction=cast("int | None", record.interaction), title=record.title,
            on=record.starts_on,
        )
        for listed in context.ask.page("engagement", wanted).rows
        if (record := cast(Engagement, listed.kept.record)).state != "cancelled"
    ]  # fmt: skip
    known = {one.interaction for one in planned}
    held = [
        Convening(engagement=None, interaction=listed.kept.id, title=met.words or KIND, on=met.on)
        for listed in context.ask.page("interaction", {"kind": KIND}, between=between).rows
        if (met := cast(Interaction, listed.kept.record)) and listed.kept.id not in known
    ]
    return sorted(planned + held, key=lambda one: (one.on, one.label), reverse=True)


def convening(context: PluginContext, words: str) -> Convening:
    """Return one convening with its places and what was born there, by "3" or "engagement 3", "interaction 12", a name.

    Raises `NotFound`.
    """
    noun, _, number = words.strip().replace(":", " ").partition(" ")
    if noun in ("engagement", "interaction") and number.isdecimal():
        label = f"{noun} {number}"
    else:
        label = f"engagement {context.ask.found('engagement', words)}"
    for one in convenings(context):
        if label in (one.label, f"interaction {one.interaction}"):
            return whole(context, one)
    raise NotFound(f"{words!r} is no convening; `trustcrm convening list` lists those there are.")


def whole(context: PluginContext, one: Convening) -> Convening:
    """Return a convening with its places and what was born there."""
    return Convening(
        engagement=one.engagement, interaction=one.interaction, title=one.title, on=one.on,
        places=tuple(_places(context, one)), born=born_at(context, one),
    )  # fmt: skip


def born_at(context: PluginContext, one: Convening) -> tuple[Account, ...]:
    """Return the contributions of which a step took place there, in the order they were told."""
    if one.interaction is None:
        return ()
    steps = context.ask.page("step", {"interaction": str(one.interaction)}).rows
    wanted = {cast(Step, listed.kept.record).contribution for listed in steps}
    return tuple(context.ask.accounts(cast("set[int]", wanted)).values()) if wanted else ()


def _places(context: PluginContext, one: Convening) -> list[Place]:
    noun, part, row = (
        ("interaction", "participant", one.interaction) if one.interaction is not None
        else ("engagement", "seat", one.engagement)
    )  # fmt: skip
    kept = context.ask.whole(noun, str(row))
    weights = _weights(context, one)
    found = []
    if one.interaction is not None:
        found += [_host(context, one, name, weights) for name in ("giver", "receiver")]
    for listed in kept.parts[part]:
        record = cast("Seat | Participant", listed.kept.record)
        side = cast("int | None", record.side)
        if isinstance(record, Participant) and record.colleague is not None and side is None:
            side = context.ask.home().side
        found.append(
            Place(
                side=side, name=listed.referred.get("side", ""), person=listed.referred.get("person", ""),
                role=record.role or "", country="", cite=Citation(part, listed.kept.id),
                weight=weights.get(side or 0),
            )
        )  # fmt: skip
    told = {place.side for place in found if place.cite.noun == part}
    chosen = [place for place in found if place.cite.noun == part or place.side not in told]
    countries = _countries(context, {place.side for place in chosen if place.side is not None})
    return [replace(place, country=countries.get(place.side or 0, "")) for place in chosen]


def _host(context: PluginContext, one: Convening, end: str, weights: Mapping[int, float]) -> Place:
    """Return the place of the side that called a convening, or with whom it was, which no participant tells."""
    listed = context.ask.one("interaction", cast(int, one.interaction))
    side = cast(int, getattr(listed.kept.record, end))
    return Place(
        side=side, name=listed.referred[end], person="", role="", country="",
        cite=Citation("interaction", listed.kept.id), weight=weights.get(side),
    )  # fmt: skip


def _countries(context: PluginContext, sides: Collection[int]) -> dict[int, str]:
    """Return the country of each of these cities and organisations that has one."""
    rows = context.ask.several("side", sides).values()
    return {listed.kept.id: country for listed in rows if (country := cast(Any, listed.kept.record).country)}


def _weights(context: PluginContext, one: Convening) -> dict[int, float]:
    """Return what a convening counts as in the reading of each side that is tied with us: the weight of its act."""
    if one.interaction is None:
        return {}
    home, found = context.ask.home().side, dict[int, float]()
    listed = context.ask.whole("interaction", str(one.interaction))
    ends = [cast(int, getattr(listed.row.kept.record, name)) for name in ("giver", "receiver")]
    guests = [cast(Participant, each.kept.record).side for each in listed.parts["participant"]]
    tied = {glance.them for glance in context.ask.overview() if glance.us == home}
    for side in {*ends, *guests} & tied:
        for act in context.ask.explain(cast(int, side)).acts:
            if act.id.partition(":")[0] == f"interaction {one.interaction}":
                found[cast(int, side)] = act.weight
    return found


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A convening to come: what it is called, with whom it is organised, when and where, and our own role."""

    title: str
    host: str
    on: date
    role: str
    words: str | None = None
    place: str | None = None


def plan(context: PluginContext, told: Plan) -> int:
    """Keep a convening with our own seat, and return the engagement's number."""
    host = mention_of("side", told.host)
    record = Engagement(
        title=told.title, starts_on=told.on, kind=KIND, side=host, words=told.words, place=told.place, state="confirmed"
    )
    ours = Seat(
        engagement=Mention(noun="engagement", name="@0"), side=context.ask.home().side, role=told.role
    )  # fmt: skip
    return context.do.add(record, ours, again=True).ids[0]


def seat(
    context: PluginContext, one: Convening, sides: Sequence[str], role: str | None, person: str | None
) -> list[str]:
    """Give each of these sides a seat in one change; return the names of those who had one already and got none."""
    if one.engagement is None or one.interaction is not None:
        raise Refused(
            f"{one.title} was held; who else took part is kept with `trustcrm participant add --interaction "
            f"{one.interaction}`."
        )
    if person is not None and len(sides) > 1:
        raise InvalidValue("One person sits for one city; name a single city with --person.")
    known, new, seated = set(one.sides), [], list[str]()
    for words in sides:
        if (row := _known(context, words)) is not None and row in known:
            seated.append(words)
            continue
        known |= {row} if row is not None else set()
        who = Mention(noun="person", name=person) if person is not None else None
        new.append(
            Seat(
                engagement=one.engagement, side=row if row is not None else mention_of("side", words), role=role,
                person=who,
            )
        )  # fmt: skip
    if new:
        context.do.add(new[0], *new[1:], again=True)
    return seated


def _known(context: PluginContext, words: str) -> int | None:
    name = mention_of("side", words).name
    try:
        return context.ask.found("side", name)
    except NotFound:
        return None


@dataclass(frozen=True, kw_only=True)
class Born:
    """What was asked or offered at a convening: `other` gives it to us, or we to them where `from_us`."""

    what: str
    other: str
    state: str
    kind: str = "goods"
    unit: str | None = None
    quantity: Any = None
    from_us: bool = False


def bear(context: PluginContext, one: Convening, told: Born) -> int:
    """Keep what was asked or offered at a convening that was held; return the contribution's number."""
    interaction, on = one.held
    home, other = context.ask.home().side, context.ask.found("side", told.other)
    giver, receiver = (home, other) if told.from_us else (other, home)
    record = Contribution(what=told.what, giver=giver, receiver=receiver, kind=told.kind, unit=told.unit)
    step = Step(
        contribution=Mention(noun="contribution", name="@0"), state=told.state, on=on, quantity=told.quantity,
        interaction=interaction,
    )  # fmt: skip
    return context.do.add(record, step, again=True).ids[0]
