"""The gift register: what was given by whom, in which role, on what occasion, and what became of it.

A gift of a city or organisation, also one that somebody hands over as the holder of a post, is a contribution of
core's: it stands in the ledger, and readings rest on it. What a person gives privately is no deed of any side: it
stands in the register with a note of the office's, and moves no reading. So it outlives the erasing of that person,
without their name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import insert, select

from trustcrm.plugin import (
    Account,
    Citation,
    City,
    Contribution,
    InvalidValue,
    Listed,
    Mention,
    Note,
    NotFound,
    Organisation,
    PluginContext,
    Refused,
    Step,
    TableAccess,
)
from trustcrm_protocol.merged import all_standing
from trustcrm_protocol.tables import DISPOSITION, GIFT
from trustcrm_protocol.tables_made import if_made

DISPOSITIONS = ("kept by the city", "on display", "returned", "given away", "paid for", "used up")
"""What may become of a gift."""


MOST_DIGITS = 18
"""So many digits an amount may have on either side of its point."""


def require_amount(name: str, amount: Decimal) -> None:
    """Raise `InvalidValue` unless an amount is of nought or more and of a size that money has."""
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or amount < 0 or amount.adjusted() >= MOST_DIGITS or exponent < -MOST_DIGITS:
        raise InvalidValue(f"{name} must be of nought or more, with no more than {MOST_DIGITS} digits on either side.")


@dataclass(frozen=True, kw_only=True)
class Giver:
    """Who gives: a `side`, by itself or through a `person`, who may do so as the holder of a `post`.

    A person without a side gives privately.
    """

    side: int | None = None
    person: int | None = None
    post: int | None = None

    def __post_init__(self) -> None:
        if self.side is None and self.person is None:
            raise InvalidValue("A gift needs its giver: a city or organisation, or a person.")


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """What is given: its value where somebody valued it, and how."""

    what: str
    on: date
    value: Decimal | None = None
    currency: str | None = None
    method: str | None = None
    circumstances: str = ""
    kind: str = "goods"
    confidentiality: str = "internal"


@dataclass(frozen=True, kw_only=True)
class Disposed:
    """What became of a gift, when, by whom it was entered, and in which words."""

    what: str
    on: date
    login: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Gift:
    """An entry of the register. `names` are those of its side, person and post; `noun` and `row` its record in core."""

    id: int
    giver: Giver
    parcel: Parcel
    side_name: str = ""
    person_name: str = ""
    post_title: str = ""
    noun: str
    row: int
    source: str = ""
    disposed: tuple[Disposed, ...] = field(default=())

    @property
    def is_private(self) -> bool:
        """Whether a person gave it for themselves."""
        return self.giver.side is None

    @property
    def donor(self) -> str:
        """Who gave it, in words."""
        if self.is_private:
            return f"{self.person_name}, privately"
        through = f", through {self.person_name}" if self.person_name else ""
        return f"{self.side_name}{through}{f' as {self.post_title}' if self.post_title else ''}"

    @property
    def disposition(self) -> str:
        """What became of it last, "" where nobody said."""
        return self.disposition_on(date.max)

    def disposition_on(self, day: date) -> str:
        """What had become of it by a day, "" where nobody says."""
        known = [one.what for one in self.disposed if one.on <= day]
        return known[-1] if known else ""

    @property
    def cited(self) -> Citation:
        """The record that it rests on."""
        return Citation(self.noun, self.row, self.source)


def enter(context: PluginContext, giver: Giver, parcel: Parcel) -> Gift:
    """Enter a gift that was received; one change with its record in core, so that `undo` takes both back."""
    if giver.side == context.ask.home().side:
        raise InvalidValue("The register holds what we receive; what we give is a contribution.")
    if len({parcel.value is None, parcel.currency is None, parcel.method is None}) > 1:
        raise InvalidValue("A value needs its currency and how it was valued; give --value, --currency and --method.")
    if parcel.value is not None:
        require_amount("The value", parcel.value)
    if parcel.on > context.clock.today():
        raise InvalidValue(f"{parcel.on.isoformat()} lies ahead; a gift is entered once it was received.")
    made: list[int] = []
    values: dict[str, Any] = {"person_id": giver.person, "post_id": giver.post}

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        noun = "note" if giver.side is None else "contribution"
        key = tables.execute(insert(GIFT), values | {f"{noun}_id": rows[noun][0]}).inserted_primary_key
        made.append(int(key[0]) if key else 0)

    deeds = context.tables.along(context.do, write)
    if giver.side is None:
        values |= {
            "what": parcel.what, "value": None if parcel.value is None else str(parcel.value),
            "currency": parcel.currency, "method": parcel.method,
        }  # fmt: skip
        deeds.add(_note(context, giver.person, parcel), again=True)
    else:
        deeds.add(*_contribution(giver.side, context.ask.home().side, parcel), again=True)
    return gift(context, made[0])


def register(context: PluginContext, contribution: int, person: int | None = None, post: int | None = None) -> Gift:
    """Enter a contribution that is on record already; return the gift.

    Raises `NotFound`, and `Refused` where it did not arrive here or stands in the register.
    """
    if any((one.noun, one.row) == ("contribution", contribution) for one in gifts(context)):
        raise Refused(f"Contribution {contribution} stands in the gift register already.")
    if contribution not in {row for row, _ in received(context)}:
        raise Refused(f"Contribution {contribution} is nothing that we received, so it is no gift to us.")
    values = {"contribution_id": contribution, "person_id": person, "post_id": post}
    with context.tables.writing() as tables:
        key = tables.execute(insert(GIFT), values).inserted_primary_key
    return gift(context, int(key[0]) if key else 0)


def dispose(context: PluginContext, number: int, what: str, on: date, words: str = "") -> Gift:
    """Keep what became of a gift; the latest counts, and all are kept. Raises `NotFound`, `InvalidValue`."""
    found = gift(context, number)
    if on < found.parcel.on:
        raise InvalidValue(f"Gift {number} came on {found.parcel.on.isoformat()}; nothing became of it before.")
    values = {"gift_id": number, "what": what, "on": on, "login": context.do.login, "words": words or None}
    with context.tables.writing() as tables:
        tables.execute(insert(DISPOSITION), values)
    return gift(context, number)


def gifts(context: PluginContext, first: date = date.min, last: date = date.max) -> list[Gift]:
    """Return the gifts received from one day to another, in their order."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(GIFT).order_by(GIFT.c.id)).mappings().all()
        became = tables.execute(select(DISPOSITION).order_by(DISPOSITION.c.id)).mappings().all()
    register = _register_of(context, rows, became)
    found = [one for row in rows if (one := register.gift(row)) is not None]
    within = [one for one in found if first <= one.parcel.on <= last]
    return sorted(within, key=lambda one: (one.parcel.on, one.id))


def gift(context: PluginContext, number: int) -> Gift:
    """Return one gift. Raises `NotFound`."""
    found = next((one for one in gifts(context) if one.id == number), None)
    if found is None:
        raise NotFound(f"There is no gift {number}; `trustcrm protocol gifts list` lists those there are.")
    return found


def received(context: PluginContext) -> list[tuple[int, tuple[date, Contribution]]]:
    """Return what arrived here, by its number: the day it began to, and what it is."""
    ledger = context.ask.ledger()
    return list(_arrived(ledger.accounts, ledger.home).items())


def _arrived(accounts: Iterable[Account], home: int) -> dict[int, tuple[date, Contribution]]:
    return {
        one.id: (min(kept.record.on for kept in one.steps if kept.record.state == "received"), one.contribution)
        for one in accounts
        if one.receiver == home and one.is_received
    }


LOOKED_FOR = ("goods", "hospitality", "access", "money")
"""The kinds of contributions that may be gifts; a voice or a condolence is none."""


def unregistered(context: PluginContext, first: date, last: date) -> list[tuple[int, date, Contribution]]:
    """Return what arrived within some days, answers no need of a crisis, and stands in no register."""
    known = {one.row for one in if_made(lambda: gifts(context)) if one.noun == "contribution"}
    return [
        (row, on, told)
        for row, (on, told) in received(context)
        if row not in known and first <= on <= last and told.need is None and told.kind in LOOKED_FOR
    ]


def _contribution(side: int, home: int, parcel: Parcel) -> tuple[Contribution, Step]:
    record = Contribution(
        what=parcel.what, giver=side, receiver=home, kind=parcel.kind, value=parcel.value,
        value_currency=parcel.currency, value_method=parcel.method,
        value_on=parcel.on if parcel.value is not None else None, words=parcel.circumstances or None,
        source="gift register", confidentiality=parcel.confidentiality,
    )  # fmt: skip
    return record, Step(contribution=Mention(noun="contribution", name="@0"), state="received", on=parcel.on)


def _note(context: PluginContext, person: int | None, parcel: Parcel) -> Note:
    """Return the office's note of a private gift; its circumstances follow on the first line."""
    name = context.ask.mention("person", cast(int, person)).name
    told = f"Gift register: {parcel.what}, given privately by {name}."
    return Note(
        words="\n".join(filter(None, (told, parcel.circumstances))), about_noun="office",
        about_row=context.ask.page("office").rows[0].kept.id, author=context.do.login, on=parcel.on,
        confidentiality=parcel.confidentiality,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Register:
    """The records that the rows of the register point at, asked for once for all of them."""

    arrived: Mapping[int, tuple[date, Contribution]]
    notes: Mapping[int, Listed]
    sides: Mapping[int, Listed]
    people: Mapping[int, Listed]
    posts: Mapping[int, Listed]
    became: Mapping[int, Sequence[Disposed]]

    def gift(self, row: Any) -> Gift | None:
        """Return the gift of a row, None where what it points at does not stand."""
        person, post = self.people.get(row["person_id"]), self.posts.get(row["post_id"])
        told = self._private(row, person) if row["contribution_id"] is None else self._of_side(row, person)
        if not told:
            return None
        return Gift(
            id=row["id"], person_name=person.title if person is not None else "",
            post_title=post.title if post is not None else "",
            disposed=tuple(self.became.get(row["id"], ())), **told,
        )  # fmt: skip

    def _of_side(self, row: Any, person: Listed | None) -> dict[str, Any]:
        if row["contribution_id"] not in self.arrived:
            return {}
        on, told = self.arrived[row["contribution_id"]]
        side = self.sides[cast(int, told.giver)]
        parcel = Parcel(
            what=told.what, on=on, value=told.value, currency=told.value_currency, method=told.value_method,
            circumstances=told.words or "", kind=told.kind, confidentiality=told.confidentiality,
        )  # fmt: skip
        giver = Giver(side=side.kept.id, person=person.kept.id if person is not None else None, post=row["post_id"])
        return {
            "giver": giver, "parcel": parcel, "side_name": cast(City | Organisation, side.kept.record).name,
            "noun": "contribution", "row": row["contribution_id"], "source": told.source or "",
        }  # fmt: skip

    def _private(self, row: Any, person: Listed | None) -> dict[str, Any]:
        listed = self.notes.get(row["note_id"])
        if person is None or listed is None:
            return {}
        note = cast(Note, listed.kept.record)
        if listed.kept.withdrawn or note.on is None:
            return {}
        value = None if row["value"] is None else Decimal(row["value"])
        parcel = Parcel(
            what=row["what"] or "", on=note.on, value=value, currency=row["currency"], method=row["method"],
            circumstances=note.words.partition("\n")[2], confidentiality=note.confidentiality,
        )  # fmt: skip
        return {"giver": Giver(person=person.kept.id), "parcel": parcel, "noun": "note", "row": listed.kept.id}


def _register_of(context: PluginContext, rows: Sequence[Any], became: Sequence[Any]) -> _Register:
    ids = {
        name: {row[name] for row in rows} - {None} for name in ("contribution_id", "note_id", "person_id", "post_id")
    }
    accounts = context.ask.accounts(ids["contribution_id"]).values()
    arrived = _arrived(accounts, context.ask.home().side)
    disposed: dict[int, list[Disposed]] = {}
    for one in became:
        told = Disposed(what=one["what"], on=one["on"], login=one["login"], words=one["words"] or "")
        disposed.setdefault(one["gift_id"], []).append(told)
    return _Register(
        arrived=arrived, became=disposed, notes=context.ask.several("note", ids["note_id"]),
        sides=context.ask.several("side", {cast(int, told.giver) for _, told in arrived.values()}),
        people=all_standing(context, "person", ids["person_id"]), posts=context.ask.several("post", ids["post_id"]),
    )  # fmt: skip
