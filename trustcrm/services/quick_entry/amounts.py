"""How long, at what hour, how much: numbers in an entry."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from decimal import Decimal
from math import prod

from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import COUNTS, CURRENCY_SIGNS, CURRENCY_WORDS, MULTIPLES
from trustcrm.values import dataclass

_SHORT_MINUTES = re.compile(r"(\d{1,3})(?:m|min|mins|')")
_SHORT_HOURS = re.compile(r"(\d{1,2})(?:h|hr|hrs)(?:(\d{1,2})(?:m|min)?)?")
_UNITS = {"min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60}
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:h]([0-5]\d)(am|pm)?")
_TWELVE = re.compile(r"(1[0-2]|0?[1-9])(am|pm)")
_NUMBER = re.compile(r"~?(us\$|[$€£¥₩])?(\d[\d.,'’]*)(k|m|mio|bn)?([$€£¥₩])?\+?")
_EASTERN = re.compile(r"((?:\d[\d.,]*(?:[百千仟]?[万萬만억億亿]|[百千仟천]))+)(円|元|원|[枚個箱本台名人])?")
_EASTERN_PART = re.compile(r"(\d[\d.,]*)(\D+)")
_EASTERN_TIMES = {
    "百": 100, "千": 1000, "仟": 1000, "천": 1000, "万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8,
    "억": 10**8,
}  # fmt: skip
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Amount:
    """A number in words `first` to `last`; `otherwise` is its other reading, as of 5.000, where it has one."""

    first: int
    last: int
    quantity: Decimal
    currency: str | None = None
    otherwise: Decimal | None = None


def minutes_in(page: Page, short: bool) -> int | None:
    """Take and return how long it lasted; `short` reads only forms such as 20m and 1h30."""
    for at in range(len(page)):
        if not page.free(at, at):
            continue
        found = _short_duration(page, at) if short else _long_duration(page, at)
        if found and 0 < found[1] <= MOST_MINUTES:
            page.take(at, found[0], "duration")
            return found[1]
    return None


def _short_duration(page: Page, at: int) -> tuple[int, int] | None:
    low, after = page.low(at), page.low(at + 1)
    counted = page.joined(at + 1) and after.isalpha() and page.tokens[at + 1].text == after and low.endswith("m")
    if counted and (after in CURRENCY_WORDS or (after.endswith("s") and after not in _UNITS)):
        return None  # "20m masks" are twenty million
    if match := _SHORT_MINUTES.fullmatch(low):
        return at, int(match[1])
    if (match := _SHORT_HOURS.fullmatch(low)) and int(match[2] or 0) < 60:
        return at, int(match[1]) * 60 + int(match[2] or 0)
    return None


def _long_duration(page: Page, at: int) -> tuple[int, int] | None:
    low, unit = page.low(at), _UNITS.get(page.low(at + 1))
    if low == "half" and page.low(at + 1) == "an" and page.low(at + 2) == "hour" and page.free(at, at + 2):
        return at + 2, 30
    if unit is None or not page.joined(at + 1) or not page.free(at, at + 1) or page.low(at + 2) in ("of", "ago"):
        return None
    if page.joined(at) and page.low(at - 1) in ("in", "every", "within", "offered", "past"):
        return None
    if low in ("a", "an"):
        return (at + 1, unit) if page.low(at - 1) in ("for", "took", "lasted") else None
    number = COUNTS.get(low) or (float(low.replace(",", ".")) if re.fullmatch(r"\d{1,3}([.,]\d)?", low) else None)
    return (at + 1, round(number * unit)) if number else None


def clock_in(page: Page) -> time | None:
    """Take and return the hour it began: 14:30, 3pm, at noon."""
    for at in range(len(page)):
        found = _clock_at(page, at) if page.free(at, at) else None
        if found:
            page.take(
                at - (page.joined(at) and page.low(at - 1) == "at" and page.free(at - 1, at - 1)), found[0], "hour"
            )
            return found[1]
    return None


def _clock_at(page: Page, at: int) -> tuple[int, time] | None:
    low = page.low(at)
    last = at + 1 if page.joined(at + 1) and page.low(at + 1) in ("am", "pm") and page.free(at, at + 1) else at
    joined = low + page.low(last) if last > at else low
    if match := _TWELVE.fullmatch(joined):
        return last, time(int(match[1]) % 12 + 12 * (match[2] == "pm"))
    if ":" in low and (match := _CLOCK.fullmatch(joined)):
        hour = int(match[1])
        if match[3] and 1 <= hour <= 12:
            hour = hour % 12 + 12 * (match[3] == "pm")
        return last, time(hour, int(match[2]))
    if low == "noon" and page.joined(at) and page.low(at - 1) == "at":
        return at, time(12)
    return None


def amount_at(page: Page, at: int) -> Amount | None:
    """Return the number that begins at a word, with its thousands, multiples and currency; nothing is taken."""
    if at >= len(page) or not page.free(at, at):
        return None
    low = page.low(at)
    if low in CURRENCY_WORDS and page.joined(at + 1) and (amount := amount_at(page, at + 1)):
        return Amount(at, amount.last, amount.quantity, CURRENCY_WORDS[low], amount.otherwise)
    if low == "a" and page.joined(at + 1) and page.low(at + 1) in MULTIPLES:
        return Amount(at, at + 1, Decimal(MULTIPLES[page.low(at + 1)]))
    if low in COUNTS:
        return _multiplied(page, Amount(at, at, Decimal(COUNTS[low])))
    if match := _EASTERN.fullmatch(unicodedata.normalize("NFKC", low)):
        return _eastern(page, at, match[1], match[2])
    match = _NUMBER.fullmatch(low)
    numbers = _read(match[2]) if match else ()
    if not match or not numbers:
        return None
    sign = match[1] or match[4]
    currency = CURRENCY_SIGNS.get(sign) if sign else None
    times = {"k": 1000, "m": 1_000_000, "mio": 1_000_000, "bn": 1_000_000_000}.get(match[3] or "", 1)
    values = [number * times for number in numbers]
    return _multiplied(page, Amount(at, at, values[0], currency, values[1] if len(values) > 1 else None))


def _eastern(page: Page, at: int, digits: str, sign: str | None) -> Amount | None:
    """Return a number in steps of ten thousand, 5万 or 1億2000万; yen and won are told by their sign, 元 is not."""
    parts = [(_read(number), signs) for number, signs in _EASTERN_PART.findall(digits)]
    if not all(read for read, _ in parts):
        return None
    quantity = sum((read[0] * prod(_EASTERN_TIMES[one] for one in signs) for read, signs in parts), Decimal(0))
    return _multiplied(page, Amount(at, at, quantity, {"円": "JPY", "원": "KRW"}.get(sign or "")))


def _multiplied(page: Page, amount: Amount) -> Amount:
    last, quantity, currency = amount.last, amount.quantity, amount.currency
    while page.joined(last + 1) and re.fullmatch(r"\d{3}", page.low(last + 1)) and page.free(last + 1, last + 1):
        if not (quantity == int(quantity) and 0 < quantity < 1_000_000_000 and page.low(amount.first).isdigit()):
            break
        quantity, last = quantity * 1000 + int(page.low(last + 1)), last + 1
    while (
        page.joined(last + 1)
        and page.low(last + 1) in MULTIPLES
        and page.free(last + 1, last + 1)
        and last < amount.last + 4
    ):
        quantity, last = quantity * MULTIPLES[page.low(last + 1)], last + 1
    if (
        page.joined(last + 1)
        and page.low(last + 1) in CURRENCY_WORDS
        and not currency
        and page.free(last + 1, last + 1)
    ):
        currency, last = CURRENCY_WORDS[page.low(last + 1)], last + 1
    return Amount(amount.first, last, quantity, currency, amount.otherwise)


def _read(digits: str) -> tuple[Decimal, ...]:
    """Return the readings of a number, the likelier first: 5,000 is five thousand, 1.5 a fraction, 5.000 either."""
    plain = digits.replace("’", "'")
    if len(plain) > 18 or not plain[-1].isdigit():
        return ()
    if re.fullmatch(r"\d+", plain):
        return (Decimal(plain),)
    if re.fullmatch(r"[1-9]\d{0,2}('\d{3})+|[1-9]\d{0,2}(,\d{3})+(\.\d+)?|[1-9]\d{0,2}(,\d{3}){2,}", plain):
        return (Decimal(plain.replace("'", "").replace(",", "")),)
    if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3}){2,}(,\d+)?|[1-9]\d{0,2}(\.\d{3})+,\d+", plain):
        return (Decimal(plain.replace(".", "").replace(",", ".")),)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):
        return Decimal(plain.replace(".", "")), Decimal(plain)
    if re.fullmatch(r"\d+[.,]\d+", plain):
        return (Decimal(plain.replace(",", ".")),)
    return ()
