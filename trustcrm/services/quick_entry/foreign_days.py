"""Days written in other languages ("3 avril", "10. Dezember", "mañana"), read by dateparser.

The library takes 0.4 s to load and reads ordinary words as days ("may", "sun"), so it is asked last, only about a
number beside a word that begins like a month abroad, or a word that means nothing but a day.
"""

from __future__ import annotations

import re
import warnings
from datetime import date, datetime, time
from functools import lru_cache

from trustcrm.services.quick_entry.vocabulary import words_of
from trustcrm.text import fold
from trustcrm.values import dataclass

_MONTHS = re.compile(
    r"(jan|ene|gen|fe|ma[rier]|ab[r]|av[r]|apr|mai|mag|maj|giu|jui|jun|jul|lug|ju[nl]h|ago|aou|aug|set|sep|okt|oct|ott|out|"
    r"nov|de[zc]|dic)[a-z]*"
)
_WORDS = words_of("ayer hier gestern ieri ontem gisteren demain manana morgen domani amanha hoy heute oggi hoje")
_LANGUAGES = ["es", "fr", "de", "it", "pt", "nl"]


@dataclass(frozen=True)
class ForeignDay:
    """A day found: `past` as of something that happened, `ahead` of something to come; `floats` without a year."""

    past: date | None
    ahead: date
    floats: bool


@lru_cache(maxsize=256)
def foreign_day(words: str, today: date) -> ForeignDay | None:
    """Return the day that `words` as a whole name in Spanish, French, German, Italian, Portuguese or Dutch."""
    if not _looks_like_a_day(words):
        return None
    ahead = _parsed(words, today, "future")
    if ahead is None:
        return None
    past = _parsed(words, today, "past")
    return ForeignDay(past if past and past <= today else None, ahead, floats=past != ahead)


def _looks_like_a_day(words: str) -> bool:
    plain = [word for word in fold(words).split() if word not in ("de", "del", "di", "le", "el", "il", "am", "den")]
    if plain and plain[0] in _WORDS:
        return len(plain) == 1 and len(words.split()) == 1
    number = len(plain) in (2, 3) and re.fullmatch(r"\d{1,2}", plain[0]) and _MONTHS.fullmatch(plain[1])
    return bool(number) and (len(plain) == 2 or re.fullmatch(r"(19|20)\d\d", plain[2]) is not None)


def _parsed(words: str, today: date, prefer: str) -> date | None:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": prefer,
        "REQUIRE_PARTS": ["day", "month"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = DateDataParser(languages=_LANGUAGES, settings=settings).get_date_data(words).date_obj
        except (ValueError, OverflowError):
            return None
    return found.date() if found else None
