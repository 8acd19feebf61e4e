"""What holds for every text whatever."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.errors import TrustCrmError
from trustcrm.services.quick_entry import NameBook, Understood, answer, echo, understand
from trustcrm.services.quick_entry.vocabulary import DASHES, LINKS
from trustcrm.text import visible

TODAY = date(2026, 11, 23)
WORDS = [
    "call",
    "c",
    "g",
    "a",
    "met",
    "called",
    "with",
    "to",
    "from",
    "by",
    "Milan",
    "milan",
    "Seoul",
    "Paris",
    "Texas",
    "Wuxi",
    "Zork",
    "+Giulia",
    "+Zoe",
    "+",
    "++",
    "-",
    "--",
    "0",
    "tone",
    "20m",
    "1h30",
    "14:30",
    "3pm",
    "at",
    "yesterday",
    "today",
    "friday",
    "next",
    "last",
    "fri",
    "in",
    "two",
    "weeks",
    "3",
    "apr",
    "may",
    "May",
    "march",
    "4/2",
    "2020-02-04",
    "2020-02-30",
    "2031-01-01",
    "24/7",
    "follow",
    "up",
    "follow-up",
    "they",
    "we",
    "us",
    "them",
    "offer",
    "offered",
    "5000",
    "5.000",
    "masks",
    "and",
    "2",
    "t",
    "water",
    "owe",
    "owed",
    "thanked",
    "sent",
    "gave",
    "received",
    "asked",
    "for",
    "promised",
    "EUR",
    "$10k",
    "#tag",
    "re",
    "about",
    ",",
    ".",
    ";",
    ":",
    "—",
    "the",
    "our",
    "their",
    "mayor",
    "arrived",
    "declined",
    "end",
    "of",
    "month",
    "@Seoul",
    "@Zork",
    "remind",
    "me",
    "by",
    "until",
    "서울",
    "letter",
    "gift",
    "aid",
    "not",
    "will",
    "can",
    "send",
    "of",
    "engineers",
    "back",
    "avril",
    "3",
    "mañana",
    "Texas,",
]
entries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join)
plain_words = st.from_regex(r"[bdfhj-lp-z]{4}[bdfhj-lp-z ,;]{0,6}", fullmatch=True)
plain_entries = st.lists(plain_words, min_size=1, max_size=12).map(" ".join)
quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(text: str, book: NameBook) -> Understood | None:
    try:
        return understand(text, book, TODAY)
    except TrustCrmError:
        return None


def lost(understood: Understood) -> list[str]:
    """Return the words that stand neither in the note nor in anything that was understood."""
    note = understood.words
    covered = {at for piece in understood.pieces for at in range(piece.start, piece.end)}
    runs = [run for run in re.finditer(r"[^\W_]+", understood.text) if run.start() not in covered]
    return [run[0] for run in runs if run[0] not in note and run[0].lower() not in LINKS | DASHES]


@quick
@given(entries)
def test_entry_of_known_words_never_fails_and_loses_none(book: NameBook, text: str) -> None:
    understood = read(text, book)
    if understood is not None:
        assert lost(understood) == []
        assert all(visible(line) == line for line in echo(understood))


@quick
@given(st.text(max_size=200))
def test_any_text_never_fails_and_loses_no_word(book: NameBook, text: str) -> None:
    understood = read(text, book)
    if understood is not None:
        assert lost(understood) == []
        assert all(visible(line) == line for line in echo(understood))
        understood.text.encode()


@quick
@given(plain_entries)
def test_words_that_mean_nothing_to_us_are_the_note_verbatim(book: NameBook, text: str) -> None:
    understood = understand(text, book, TODAY)
    assert understood.words == text.strip()


@quick
@given(entries)
def test_same_entry_is_understood_the_same_way_twice(book: NameBook, text: str) -> None:
    assert read(text, book) == read(text, book)


@quick
@given(entries, st.integers(0, 9))
def test_every_offered_answer_is_taken(book: NameBook, text: str, pick: int) -> None:
    understood = read(text, book)
    asked = len(understood.questions) * 2 + 2 if understood else 0
    while understood and asked:
        question = next((one for one in understood.questions if one.choices), None)
        if question is None:
            break
        understood = answer(understood, question, question.choices[pick % len(question.choices)])
        echo(understood)
        asked -= 1


def test_longest_entry_is_read_in_bounded_time(book: NameBook) -> None:
    for filling in ("Milan offers 5000 masks and ", "a ", "+Zoe ", "may 3 ", "Xx ", "friday follow up "):
        text = ("call with Milan " + filling * 10_000)[:10_000]
        started = time.process_time()
        assert understand(text, book, TODAY).kind == "call"
        assert time.process_time() - started < 3


def test_plain_entry_loads_no_date_library() -> None:
    code = (
        "import sys\nfrom datetime import date\nfrom trustcrm.services.quick_entry import understand\n"
        "class Book:\n"
        "    home = lambda self: None\n    side = lambda self, id: None\n    sides = nearly = lambda self, words: ()\n"
        "    people = lambda self, words, side: ()\n    kinds = lambda self: {}\n"
        "text = 'call with Milan re kits, they offer 5000 masks by 1 dec, friday follow up'\n"
        "understand(text, Book(), date(2026, 11, 23))\n"
        "print(sorted({'dateparser', 'sqlalchemy', 'regex'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
