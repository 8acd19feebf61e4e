"""Reading an entry for the log, and settling what it leaves open: by the person who wrote it, or by what is certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trustcrm.domain.noun import mention_of
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.errors import Ambiguous, InvalidValue, NotFound
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.directory import Directory
from trustcrm.services.find import find_or_none
from trustcrm.services.going_on import with_declined_asks
from trustcrm.services.match import CLEAR_PLACE, Matcher
from trustcrm.services.name_book import OfficeNames, known_side
from trustcrm.services.quick_entry import Choice, Known, New, Question, SideNamed, Understood, answer, understand
from trustcrm.services.quick_entry.names import ordinary
from trustcrm.store.engine import Connection
from trustcrm.text import listed, visible

LIKELY_PLACE = 0.55
"""From this certainty on a gazetteer's place is offered for a misspelt name: one letter of six amiss is 0.58."""

LARGE_CITY = 250_000
"""A word in small letters is offered as a city of so many people at least: many a village is called as a thing is."""
SHORTEST_CITY = 4
"""Of so many letters at least is a word that stands alone and is looked for among cities."""


def read_entry(desk: Desk, text: str, *, with_side: str | None = None, on: date | None = None) -> Understood:
    """Return what an entry says, with the questions it leaves open.

    `with_side` names whom it was with where the words do not; `on` is the day it happened, whatever the words say.
    Raises `InvalidValue` for an empty or overlong entry, `NotFound` or `Ambiguous` for the side.
    """
    with desk.database.reading() as connection:
        side = _side_called(desk, connection, with_side) if with_side else None
        known = side if isinstance(side, Known) else None
        understood = understand(text, OfficeNames(connection), desk.today(), side=known)
        understood = with_declined_asks(connection, understood)
        if known is not None:
            understood = _perhaps_of_another(desk, connection, understood)
    if isinstance(side, New):
        understood = _with_new_side(understood, side)
    asked = tuple(_with_place(desk, one, understood) for one in understood.questions)
    understood = replace(understood, questions=asked)
    if on is not None:
        questions = tuple(question for question in understood.questions if question.about != "on")
        understood = replace(understood, on=on, questions=questions)
    return understood


def _perhaps_of_another(desk: Desk, connection: Connection, told: Understood) -> Understood:
    """Ask whether it was with the large city, unknown here, that the words begin with, not with the selected side."""
    name = _first_name(told)
    if not name or [one.selected for one in told.sides] != [True] or OfficeNames(connection).sides(name):
        return told
    place = _likeliest(desk, name)
    if place is None or place.certainty < CLEAR_PLACE or place.population < LARGE_CITY:
        return told
    choices = (_new_here(place), Choice(label=f"no, it was with {told.sides[0].words}", value=None))
    asked = Question(about="side", text=f"Was it with {place.name}?", choices=choices, place=1, words=name)
    sides = (*told.sides, SideNamed(words=name, meant=None))
    return replace(told, sides=sides, questions=(asked, *told.questions))


def _likeliest(desk: Desk, name: str) -> PlaceMatch | None:
    """Return the place that gazetteers most likely know by a name, or nearly by it."""
    return next(iter(desk.places(PlaceQuery(name=name, limit=1))), None)


def _new_here(place: PlaceMatch) -> Choice:
    where = ", ".join(part for part in (place.region, place.country) if part)
    city = New(noun="city", name=f"{place.name}, {place.country}")
    return Choice(label=f"{place.name} ({where}), new here", value=city)


def _with_place(desk: Desk, question: Question, told: Understood) -> Question:
    """Return a question with the city that a gazetteer knows by the name asked about, or nearly by it.

    Where it is large it stands first, so that Enter alone takes it: before a new person so called, and before nobody
    where the name is in small letters and may be none. A smaller one nearly called so stands last. One spelled as the
    gazetteer has it is not offered beside a new city that stands first.
    """
    if question.about != "side" or not _is_of_nobody_known(question):
        return question
    words = question.words or ("" if question.choices else _first_name(told))
    place = _likeliest(desk, words) if words else None
    if place is None or place.certainty < LIKELY_PLACE:
        return question
    large, first = place.population >= LARGE_CITY, next(iter(question.choices), None)
    exact = place.certainty >= CLEAR_PLACE
    city_first = first is not None and isinstance(first.value, New) and first.value.noun == "city"
    if (exact and (city_first or not large)) or (first is None and not large):
        return question
    choices = (_new_here(place), *question.choices) if large else (*question.choices, _new_here(place))
    return replace(question, choices=choices)


def _first_name(told: Understood) -> str:
    """Return what may be the name of a city in an entry that names nobody: its first word, if small by itself."""
    first, *rest = told.words.split() or [""]
    word = first.strip(",.;:")
    small = word.islower() and (not rest or first.endswith((",", ";", ":"))) and not told.subject and not ordinary(word)
    return word if word.isalpha() and len(word) >= SHORTEST_CITY and (small or word.istitle()) else ""


def _is_of_nobody_known(question: Question) -> bool:
    return _may_be_new(question) and not any(isinstance(one.value, Known) for one in question.choices)


def _with_new_side(understood: Understood, side: New) -> Understood:
    unnamed = next((one for one in understood.questions if one.about == "side" and _may_be_new(one)), None)
    if unnamed is None:
        raise InvalidValue(
            f"The entry names {listed([named.words for named in understood.sides], 5)} and not {visible(side.name)}; "
            "leave --with away, or name one side alone."
        )
    return answer(understood, unnamed, side)


def _may_be_new(question: Question) -> bool:
    cities = (one.value for one in question.choices if isinstance(one.value, New) and one.value.noun == "city")
    return not question.choices or any(cities)


def answer_in_words(desk: Desk, understood: Understood, question: Question, words: str) -> Understood:
    """Return the entry with a question settled by the number of a choice or, of a side, by its name.

    Raises `InvalidValue`, `NotFound` or `Ambiguous` where the words are no answer to it.
    """
    number = words.strip()
    if question.choices and not number:
        return answer(understood, question, question.choices[0])
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(question.choices):
        return answer(understood, question, question.choices[int(number) - 1])
    if question.about == "side" and number and not (question.choices and number.isdigit()):
        with desk.database.reading() as connection:
            return answer(understood, question, _side_called(desk, connection, number))
    if question.about == "kind" and number in [choice.value for choice in question.choices]:
        return answer(understood, question, number)
    if question.choices:
        raise InvalidValue(
            f"{visible(number)!r} is none of the answers; give a number from 1 to {len(question.choices)}."
        )
    raise InvalidValue("Nothing was answered; name a city or organisation, or stop with Ctrl-C.")


def settle_the_certain(desk: Desk, understood: Understood) -> Understood:
    """Return the entry with every question settled that has one certain answer: a name that is one place alone.

    Raises `Ambiguous`, naming the question and its choices, for the first that only a person can settle.
    """
    while understood.questions:
        question = understood.questions[0]
        place = _only_place(desk, question)
        if place is None:
            raise unsettled(understood)
        understood = answer(understood, question, place)
    return understood


def unsettled(understood: Understood) -> Ambiguous:
    """Return the error that names the first open question and its choices, or says what was not understood instead."""
    question = understood.questions[0]
    labels = [choice.label for choice in question.choices]
    text = visible(question.text).rstrip("?.")
    if question.about == "side" and not labels:
        missed = " ".join(visible(line) for line in understood.not_understood)
        return Ambiguous(
            "Nothing was logged: it is not said with which city or organisation it was; "
            f"name it in the entry, or with --with SIDE. {missed}".rstrip()
        )
    shown = f" It could be: {'; '.join(labels[:12])}." if labels else ""
    return Ambiguous(
        visible(f"Nothing was logged, because one thing is not certain: {text}?{shown} Say it in the entry, or leave "
                "--yes away on a terminal."),
        labels,
    )  # fmt: skip


def _only_place(desk: Desk, question: Question) -> Known | New | None:
    if question.about != "side" or not question.words or not _may_be_new(question) or _is_doubted(question):
        return None
    with desk.database.reading() as connection:
        return side_by_gazetteer(desk, connection, question.words)


def _is_doubted(question: Question) -> bool:
    """Return whether the words may well be no name at all, so that nobody stands before a new city."""
    values = [choice.value for choice in question.choices]
    return None in values and any(isinstance(one, New) for one in values[values.index(None) + 1 :])


def _side_called(desk: Desk, connection: Connection, words: str) -> Known | New:
    """Return the side a person names, or the city a gazetteer is sure of; our own city is nobody to deal with."""
    row = find_or_none(connection, "side", words)
    if row is not None and row == home_of(connection):
        raise InvalidValue(f"{visible(words)} means our own city; name the other side.")
    found = known_side(connection, row) if row is not None else side_by_gazetteer(desk, connection, words)
    if found is None:
        raise _nobody_called(desk, connection, words)
    return found


def _nobody_called(desk: Desk, connection: Connection, words: str) -> NotFound:
    """Return the error for a name of nobody, with the one that is nearly so called, where there is one."""
    known = next(iter(OfficeNames(connection).nearly(words)), None)
    place = None if known else _likeliest(desk, words)
    likely = f"{place.name}, {place.country}" if place is not None and place.certainty >= LIKELY_PLACE else ""
    if meant := known.name if known is not None else likely:
        return NotFound(f"No city or organisation here is called {visible(words)!r}; if {meant} is meant, write it so.")
    return NotFound(
        f"No city or organisation here is called {visible(words)!r}, and no gazetteer knows such a city; "
        "add it first with `trustcrm city add` or `trustcrm organisation add`."
    )


def side_by_gazetteer(desk: Desk, connection: Connection, words: str) -> Known | New | None:
    """Return the one city a gazetteer knows under these words, None where it knows none.

    Raises `Ambiguous` where it knows several and none of them stands out.
    """
    match = Matcher(Directory(connection), desk.places, by_size=True).match(mention_of("side", words))
    if match.outcome == "known" and match.id is not None:
        return known_side(connection, match.id)
    if match.outcome == "new":
        return New(noun="city", name=words)
    if match.outcome == "doubtful" and match.places:
        raise _many_places(words, match.places)
    return None


def _many_places(words: str, places: Sequence[PlaceMatch]) -> Ambiguous:
    shown = [str(place) for place in places]
    return Ambiguous(
        f"{visible(words)!r} could be {listed(shown, most=6)}; say which by the country's code after a comma, or add "
        "the city first with `trustcrm city add`.",
        shown,
    )
