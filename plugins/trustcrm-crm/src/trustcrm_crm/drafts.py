"""What the four programs tell alike, as drafts: bodies, people, the seats they hold, and what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from trustcrm.plugin import (
    Draft,
    Interaction,
    InvalidValue,
    Mention,
    Organisation,
    Participant,
    Person,
    Post,
    Rejected,
    Tenure,
    fold,
)
from trustcrm_crm.here import Here
from trustcrm_crm.moments import Moment
from trustcrm_crm.words import shown

Piece = Draft | Rejected

_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
_MODES = {"call": "phone", "video call": "video", "email": "mail", "letter": "letter", "message": "message"}
_ONE_WAY = frozenset({"email", "letter", "message"})


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a thing stands: its key in the export, its place in the file, and how it stood there."""

    key: str
    where: str
    raw: Mapping[str, str]
    source: str

    def rejected(self, reason: str) -> Rejected:
        """Return the piece as one that was not taken."""
        return Rejected(where=self.where, reason=reason, raw=self.raw)


@dataclass(frozen=True, kw_only=True)
class Body:
    """An organisation as an export tells it."""

    name: str
    alias: str = ""
    city: str = ""
    country: str = ""
    website: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person as an export tells them, with the body they belong to and what they are there."""

    name: str
    body: str = ""
    title: str = ""
    alias: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something that happened, as an export tells it.

    `bodies` are those it was with, the first of them foremost; `people` are names, each with the body they belong to,
    "" where the export does not say. `theirs` says that the other side acted first.
    """

    kind: str
    when: Moment
    bodies: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    minutes: int | None = None
    words: str | None = None
    place: str = ""
    theirs: bool = False


def body_of(told: Body, origin: Origin) -> Piece:
    """Return the draft of an organisation."""
    if not told.name:
        return origin.rejected("The organisation has no name.")
    city = Mention(noun="city", name=told.city, country=told.country or None) if told.city else None
    record = Organisation(
        name=told.name, aliases=_others(told.alias, told.name), city=city, website=told.website or None,
        emails=addresses(told.email),
    )  # fmt: skip
    return Draft(key=origin.key, record=record, where=origin.where, raw=origin.raw)


def person_of(told: Contact, origin: Origin) -> Iterator[Piece]:
    """Yield the draft of a person, and those of the seat they hold where the export tells both what and where."""
    if not told.name:
        yield origin.rejected("The contact has no name.")
        return
    record = Person(
        name=told.name, side=body_mention(told.body), aliases=_others(told.alias, told.name), emails=told.emails,
        phones=told.phones, died_on=told.died_on,
    )  # fmt: skip
    yield Draft(key=origin.key, record=record, where=origin.where, raw=origin.raw)
    side = body_mention(told.body)
    if told.title and side is not None:
        # Another title or body is another seat: the former one was held, and stays.
        key = f"{origin.key}, {fold(told.title)}, {fold(told.body)}"
        yield Draft(key=f"{key} (post)", record=Post(title=told.title, side=side), where=origin.where, raw=origin.raw)
        tenure = Tenure(
            person=Mention(noun="person", name=told.name, ids=tuple(("email", one) for one in told.emails), side=side),
            post=Mention(noun="post", name=f"{key} (post)"),
            source=origin.source,
        )
        yield Draft(key=f"{key} (tenure)", record=tenure, where=origin.where, raw=origin.raw)


def happening_of(told: Happening, origin: Origin, here: Here) -> Piece:
    """Return the draft of an interaction between our city and the body that was met, or whom the settings name."""
    bodies = [body for body in (*told.bodies, *told.people.values()) if body]
    other = body_mention(bodies[0]) if bodies else here.other
    if other is None:
        return origin.rejected(
            "It tells no organisation that it was with; add it there, or say whom all such were with by --with SIDE."
        )
    if fold(other.name) == fold(here.home.name):
        return origin.rejected(f"It was within {here.home.name} itself; an interaction needs another side.")
    giver, receiver = (other, here.home) if told.theirs else (here.home, other)
    record = Interaction(
        kind=told.kind, giver=giver, receiver=receiver, on=told.when.on, at=told.when.at, minutes=told.minutes,
        mode=_MODES.get(told.kind), direction="one-way" if told.kind in _ONE_WAY else "mutual", words=told.words,
        place=told.place or None, source=origin.source,
    )  # fmt: skip
    itself = Mention(noun="interaction", name="")
    parts = [
        Participant(interaction=itself, person=Mention(noun="person", name=name), side=body_mention(body))
        for name, body in told.people.items()
    ]
    further = dict.fromkeys(body for body in told.bodies[1:] if fold(body) != fold(other.name))
    parts += [Participant(interaction=itself, side=body_mention(body)) for body in further]
    return Draft(key=origin.key, record=record, parts=tuple(parts), where=origin.where, raw=origin.raw)


def once(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces, a thing that comes twice only the first time."""
    seen: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, Draft) and seen.setdefault(piece.key, piece.where) != piece.where:
            yield Rejected(where=piece.where, reason=f"It stands here twice; {seen[piece.key]} counts.", raw=piece.raw)
        else:
            yield piece


def body_mention(name: str) -> Mention | None:
    """Return the mention of an organisation, None where its name is empty."""
    return Mention(noun="organisation", name=name) if name else None


def addresses(*texts: str) -> tuple[str, ...]:
    """Return the mail addresses that stand in texts, each once."""
    return tuple(dict.fromkeys(found for text in texts for found in _ADDRESS.findall(text)))


def numbers(*texts: str) -> tuple[str, ...]:
    """Return telephone numbers, each once, empty ones left out."""
    return tuple(dict.fromkeys(text for text in texts if text))


def must_have_happened(state: str, happened: frozenset[str]) -> None:
    """Raise `InvalidValue` where a state says that something did not happen, or not yet; no state says nothing."""
    if state and state.casefold() not in happened:
        raise InvalidValue(
            f'Its state is "{shown(state)}", and only what has happened is brought in; bring it again then.'
        )


def _others(alias: str, name: str) -> tuple[str, ...]:
    return (alias,) if alias and fold(alias) != fold(name) else ()
