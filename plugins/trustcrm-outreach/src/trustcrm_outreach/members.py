"""Who belongs to an audience now: asked of the office's records each time, never kept as a list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from trustcrm.plugin import Listed, Organisation, Person, PluginContext, Post, Tag, Tenure, fold
from trustcrm_outreach.audiences import Wanted

_ADDRESS = re.compile(r"[^\s,;:<>()@\"\\\[\]]+@[^\s,;:<>()@\"\\\[\]]+\.[^\s,;:<>()@\"\\\[\]]+")


@dataclass(frozen=True, kw_only=True)
class Member:
    """A person who is to hear of something, or an organisation of which nobody is known by name.

    `address` is the mailbox they read, their own or else their organisation's, "" where none is known that mail could
    be sent to; several may share one. `country` is the one their organisation stands for.
    """

    noun: Literal["person", "organisation"]
    id: int
    name: str
    side: int
    address: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()

    @property
    def mailbox(self) -> str:
        """The address as two of the same mailbox are compared by."""
        return self.address.casefold()


def members(context: PluginContext, wanted: Wanted) -> list[Member]:
    """Return whoever belongs to an audience as of today, each once, by organisation and name."""
    return members_of_each(context, [wanted])[0]


def members_of_each(context: PluginContext, wanted: Iterable[Wanted]) -> list[list[Member]]:
    """Return the members of each of several audiences; whom they share is asked for once."""
    seen = _Seen(context)
    every = ({(one.noun, one.id): one for one in _Asking(context, each, seen).everybody()} for each in wanted)
    return [sorted(found.values(), key=lambda one: (one.side, one.noun, fold(one.name), one.id)) for found in every]


def usable(addresses: Iterable[str]) -> str:
    """Return the first address that a mail can be sent to, "" where there is none."""
    plain = (one.strip() for one in addresses if one.isascii() and one.isprintable())
    return next((one for one in plain if _ADDRESS.fullmatch(one)), "")


class _Seen:
    """Records by what they belong to, each asked for once."""

    def __init__(self, context: PluginContext) -> None:
        self._ask = context.ask
        self._rows: dict[tuple[str, str, int], Sequence[Listed]] = {}

    def of(self, noun: str, field: str, row: int) -> Sequence[Listed]:
        """Return the records of a noun of which a field refers to a row."""
        key = noun, field, row
        if key not in self._rows:
            self._rows[key] = self._ask.page(noun, {field: str(row)}).rows
        return self._rows[key]


class _Asking:
    def __init__(self, context: PluginContext, wanted: Wanted, seen: _Seen) -> None:
        self._ask, self._wanted, self._seen = context.ask, wanted, seen
        self._day = context.clock.today()
        self._tagged = set(self._of_tags())

    def everybody(self) -> Iterator[Member]:
        for row, body in self._organisations():
            yield from self._of(row, body)
        if self._wanted.tags and not self._wanted.kinds:
            yield from self._by_themselves()

    def _of_tags(self) -> Iterator[tuple[str, int]]:
        for tag in self._wanted.tags:
            for row in self._ask.page("tag", {"name": tag}).rows:
                told = cast(Tag, row.kept.record)
                yield told.about_noun, told.about_row

    def _organisations(self) -> Iterator[tuple[int, Organisation]]:
        """Yield the organisations that could have members: of the kinds and countries that are asked for."""
        wanted = self._wanted
        asked = [{"kind": kind} for kind in wanted.kinds] or [{}]
        for one in asked if wanted.kinds or not wanted.tags else ():
            for row in self._ask.page("organisation", one).rows:
                body = cast(Organisation, row.kept.record)
                if _any_of(wanted.countries, (body.country or "",)):
                    yield row.kept.id, body
        if wanted.tags and not wanted.kinds:
            for noun, number in sorted(self._tagged):
                if noun == "organisation":
                    body = cast(Organisation, self._ask.one(noun, number).kept.record)
                    if _any_of(wanted.countries, (body.country or "",)):
                        yield number, body

    def _of(self, row: int, body: Organisation) -> Iterator[Member]:
        posts = [(one.kept.id, cast(Post, one.kept.record)) for one in self._seen.of("post", "side", row)]
        if not _within(self._wanted.districts, [post.district or "" for _, post in posts]):
            return
        spoken = tuple(dict.fromkeys(language for _, post in posts for language in post.languages))
        people = dict(self._people(row, [number for number, _ in posts]))
        if self._wanted.tags and ("organisation", row) not in self._tagged:
            people = {number: one for number, one in people.items() if ("person", number) in self._tagged}
            if not people:
                return
        for number, person in people.items():
            languages = person.languages or spoken
            if _any_of(self._wanted.languages, languages):
                yield Member(
                    noun="person", id=number, name=person.name, side=row, country=body.country or "",
                    address=usable((*person.emails, *body.emails)), languages=languages,
                )  # fmt: skip
        if not people and _any_of(self._wanted.languages, spoken):
            yield Member(
                noun="organisation", id=row, name=body.name, side=row, address=usable(body.emails), languages=spoken,
                country=body.country or "",
            )  # fmt: skip

    def _people(self, side: int, posts: Collection[int]) -> Iterator[tuple[int, Person]]:
        """Yield the living people of a side and who holds a post of it, but not who held one and left it."""
        holding, left = set[int](), set[int]()
        for post in posts:
            for row in self._seen.of("tenure", "post", post):
                tenure = cast(Tenure, row.kept.record)
                (holding if _lasts(tenure, self._day) else left).add(cast(int, tenure.person))
        own = {one.kept.id: cast(Person, one.kept.record) for one in self._seen.of("person", "side", side)}
        for number in holding - own.keys():
            own[number] = cast(Person, self._ask.one("person", number).kept.record)
        for number in sorted(own):
            if own[number].died_on is None and number not in left - holding:
                yield number, own[number]

    def _by_themselves(self) -> Iterator[Member]:
        """Yield the people who bear a tag, whoever they are with."""
        for noun, number in sorted(self._tagged):
            if noun != "person":
                continue
            person = cast(Person, self._ask.one("person", number).kept.record)
            side = cast("int | None", person.side)
            body = self._ask.one("organisation", side).kept.record if side and self._is_organisation(side) else None
            country = (body.country or "") if isinstance(body, Organisation) else ""
            shared = body.emails if isinstance(body, Organisation) else ()
            fits = _any_of(self._wanted.countries, (country,)) and _any_of(self._wanted.languages, person.languages)
            if person.died_on is None and fits and not self._wanted.districts:
                yield Member(
                    noun="person", id=number, name=person.name, side=side or self._ask.home().side, country=country,
                    address=usable((*person.emails, *shared)), languages=person.languages,
                )  # fmt: skip

    def _is_organisation(self, side: int) -> bool:
        return self._ask.mention("side", side).noun == "organisation"


def _lasts(tenure: Tenure, day: date) -> bool:
    return (tenure.to_on is None or tenure.to_on >= day) and (tenure.from_on is None or tenure.from_on <= day)


def _any_of(wanted: Collection[str], there: Iterable[str]) -> bool:
    return not wanted or bool({fold(one) for one in wanted} & {fold(one) for one in there})


def _within(wanted: Collection[str], there: Iterable[str]) -> bool:
    folded = [fold(one) for one in there]
    return not wanted or any(fold(one) in district for one in wanted for district in folded)
