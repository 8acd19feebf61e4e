"""What a quick entry is understood to say: frozen values, and the questions that remain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal, Protocol

Giver = Literal["us", "them"]
"""Which side acts: our own city, or the other one."""

About = Literal["side", "person", "kind", "way", "on", "due", "follow-up", "step", "giver", "quantity"]
"""What a question settles."""

WITH_WHOM = "With which city or organisation was it?"


@dataclass(frozen=True, kw_only=True)
class Known:
    """Somebody or some body the office knows.

    `noun` is "city", "organisation" or "person"; `how` says what matched: "name", "alias", "prefix", "nearly", or
    "shorter" where the words go on behind the name that is known, as "Giulia Rossi" does behind "Giulia"; `where` tells
    namesakes apart ("Texas, US"); `side` is the id of a person's city or organisation.
    """

    noun: str
    id: int
    name: str
    how: str = "name"
    where: str = ""
    side: int | None = None


@dataclass(frozen=True, kw_only=True)
class New:
    """Somebody or some body the office will know once the entry is saved: a "city", "organisation" or "person"."""

    noun: str
    name: str


class NameBook(Protocol):
    """The names an office knows; asked for words as they were typed, it compares them folded, in any spelling.

    Answers depend on the words alone, so that an entry is understood the same way twice. It raises nothing.
    """

    def home(self) -> Known | None:
        """Return the office's own city, which a text means by "we" and may also name."""

    def side(self, id: int) -> Known | None:
        """Return the city or organisation with this id."""

    def sides(self, words: str) -> Sequence[Known]:
        """Return the cities and organisations so called, or, `how` being "prefix", whose name alone begins so.

        A prefix has at least three letters and fits one side only. Several exact matches are all returned.
        """

    def nearly(self, words: str) -> Sequence[Known]:
        """Return the cities and organisations by the name that is nearest to this and nearly it; `how` is "nearly"."""

    def people(self, words: str, side: int | None) -> Sequence[Known]:
        """Return the people of a side (of any side, where None) whose name, alias or beginning of a name this is.

        Within a side, where there are none, those of whom the words are a longer name; `how` is "shorter" then.
        """

    def kinds(self) -> Mapping[str, str]:
        """Return the office's kinds of interaction with their summaries."""


@dataclass(frozen=True, kw_only=True)
class SideNamed:
    """A side as it was named; `meant` is None while a question about it stands open.

    `selected` says that no word names it: the entry was typed with it selected.
    """

    words: str
    meant: Known | New | None
    selected: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonNamed:
    """A person as named, belonging to the side at index `side` of the entry's sides."""

    words: str
    meant: Known | New | None
    side: int = 0


@dataclass(frozen=True, kw_only=True)
class Contributed:
    """One step of a contribution: the step's `state`, who gives, how much of what, and by when.

    `side` is the index, among the entry's sides, of the other side concerned. `kind` is one of the contribution
    kinds. `what` is empty only where thanks were given without saying for what. `giver` and `quantity` hold the
    likelier reading while a question about them stands open; `due_on` is then None. `words` are the person's own.
    """

    state: str
    giver: Giver
    what: str
    quantity: Decimal | None = None
    unit: str | None = None
    kind: str = "goods"
    due_on: date | None = None
    side: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """Something somebody here must do by a day; `due_on` is None only while a question about it stands open."""

    what: str
    due_on: date | None
    side: int = 0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to a question: what a person reads, and the value it stands for."""

    label: str
    value: Known | New | FollowUp | date | Decimal | str | None


@dataclass(frozen=True, kw_only=True)
class Question:
    """Something only a person can settle.

    `place` is the index of the side, person, contribution or follow-up concerned. A question without choices is
    answered with any fitting value. `words` are the piece of the entry it is about.
    """

    about: About
    text: str
    choices: tuple[Choice, ...] = ()
    place: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the entry, `text[start:end]`, and what it was taken for ("kind", "side", "day", …)."""

    start: int
    end: int
    means: str


@dataclass(frozen=True, kw_only=True)
class Understood:
    """Everything a quick entry says.

    `text` is the entry as typed, with control characters written out; `words` the note: whatever was not pure
    structure, in the person's own words. `kind` is None where no contact is told, only a contribution or a
    follow-up. `sides[0]` is whom it was with, further ones took part. `at` is a wall time of the office. `window` is
    the crisis that what is asked or given belongs to, by its id, where somebody said which. Where it is `needed`, what
    stands among the contributions is asked of nobody yet.
    """

    text: str
    words: str
    today: date
    on: date
    kind: str | None = None
    mode: str | None = None
    direction: str = "mutual"
    giver: Giver = "us"
    sides: tuple[SideNamed, ...] = ()
    people: tuple[PersonNamed, ...] = ()
    at: time | None = None
    minutes: int | None = None
    tone: int | None = None
    subject: str = ""
    follow_ups: tuple[FollowUp, ...] = ()
    contributions: tuple[Contributed, ...] = ()
    tags: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    not_understood: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    window: int | None = None
    needed: bool = False
