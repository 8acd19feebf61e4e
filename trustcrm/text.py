"""Folding and comparing names, so that Kyiv, Kiev's spelling and КИЇВ can meet however they are typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
RUNS_IN_SPREADSHEETS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What a text begins with that a spreadsheet would run, or would once apostrophes before it are taken away."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


_ASCII = {code: chr(code).lower() if chr(code).isalnum() else None if chr(code) == "'" else " " for code in range(128)}


def fold(text: str) -> str:
    """Return `text` in small Latin letters and digits, words parted by one space: Lætitia and LAETITIA are one."""
    return " ".join(text.translate(_ASCII).split()) if text.isascii() else _fold_any(text)


@lru_cache(maxsize=8192)
def _fold_any(text: str) -> str:
    from anyascii import anyascii

    plain = anyascii(unicodedata.normalize("NFKC", text)).replace("'", "").replace("`", "").lower()
    return _NOT_WORD.sub(" ", plain).strip()


def spellings(text: str) -> tuple[str, ...]:
    """Return every folded spelling under which `text` should be found: Zürich is zurich and zuerich."""
    plain = fold(text)
    if text.isascii():
        return (plain,)
    spelled = fold(unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS))
    return (plain,) if spelled == plain else (plain, spelled)


def visible(text: str) -> str:
    """Return `text` with control, bidirectional and other unseen characters written out, so that none can act.

    Line breaks and tabs become spaces; anything else that a terminal might obey appears as its code, `\\u202e`.
    """
    if text.isprintable():
        return text
    return "".join(_seen(character) for character in text)


def _seen(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) in _UNSEEN:
        code = ord(character)
        return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    return character


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    So does one that begins with apostrophes and then like a formula, so that taking one away gives back the cell.
    """
    return f"'{cell}" if RUNS_IN_SPREADSHEETS.match(cell) else cell


def listed(words: list[str] | tuple[str, ...], most: int = 5) -> str:
    """Return words as one phrase, "a, b and c", or "a, b, c and 4 more" beyond `most`."""
    if len(words) > most:
        return f"{', '.join(words[:most])} and {len(words) - most} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(count: int, one: str, many: str = "") -> str:
    """Return how many of something: "1 tie", "1,200 ties", and with `many` "2 cities"; of none there are many."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


_ALIKE = {"people": "person", "children": "child", "men": "man", "women": "woman", "buses": "bus", "viruses": "virus",
          "movies": "movie", "series": "series", "species": "species", "means": "means", "news": "news"}  # fmt: skip
_ENDINGS = (("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ss", "ss"), ("us", "us"), ("is", "is"))


def unit_for(quantity: Decimal | float | None, unit: str) -> str:
    """Return a unit as it stands beside a quantity: "masks", but of a single one "mask"; "clock tower", "box", "party".

    A unit in another language, or a symbol such as USD or m², stays as it is, but for an s at the end of small letters.
    """
    if quantity != 1:
        return unit
    before, space, last = unit.rpartition(" ")
    return f"{before}{space}{_single(last)}"


def _single(word: str) -> str:
    if word in _ALIKE:
        return _ALIKE[word]
    if len(word) < 4 or not word.endswith("s") or not word.isalpha() or not word.islower():
        return word
    if word.endswith("ies") and len(word) > 5:
        return f"{word[:-3]}y"
    for many, one in _ENDINGS:
        if word.endswith(many):
            return f"{word[: -len(many)]}{one}"
    return word[:-1]


def alphabetical(name: str) -> tuple[str, str]:
    """Return what names are sorted by: Łódź stands among those in L, whatever the case and the marks upon letters."""
    return fold(name), name


def ended(text: str) -> str:
    """Return a text with a full stop behind it, unless it ends as a sentence does, in any script, or is cut there."""
    told = text.rstrip()
    return told if told.rstrip("\"')]»”’」』").endswith(_STOPS) else f"{told}."


_STOPS = (".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "॥", "։", "።")
"""What a sentence ends with, here and there in the world."""


def measured(what: str, quantity: Decimal | None, unit: str | None, whole: Decimal | None = None) -> str:
    """Return a thing with how much of it there is, where its own words do not say so: "9 hand pumps", "water (2 t)".

    Of a single one the words alone are returned: its unit is most often in the plural. Words that begin with another
    number keep it in front: "5,000 test kits (6,000 kits)". A part of a larger `whole` is told as one: "4,000 of 10,000
    masks", whether or not the words name the whole.
    """
    if quantity is not None and whole is not None and quantity < whole:
        return _part(what, f"{number(quantity)} of {number(whole)}", number(whole), unit)
    if quantity is None or _is_told(number(quantity), what) or (quantity == 1 and (unit or what).endswith("s")):
        return what
    return _amounting(what, number(quantity), unit)


def _part(what: str, part: str, whole: str, unit: str | None) -> str:
    if _is_told(whole, what):
        return _as_told(whole).sub(part, what, count=1)
    return _amounting(what, part, unit)


def _amounting(what: str, amount: str, unit: str | None) -> str:
    if what[:1].isdigit() or (unit and unit not in (what, what.split()[-1])):
        return f"{what} ({amount} {unit})" if unit else f"{what} ({amount})"
    return f"{amount} {what}"


def _is_told(amount: str, what: str) -> bool:
    return _as_told(amount).search(what) is not None


def _as_told(amount: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,]){re.escape(amount)}(?![\w]|[.,]\d)")


def number(quantity: Decimal) -> str:
    """Return a quantity as people read it: "5,000", "2.5"."""
    plain = f"{quantity:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str:
    """Return the known word most like `word`, or "" where none is alike."""
    import difflib

    found = difflib.get_close_matches(word, known, n=1)
    return found[0] if found else ""


def width_of(text: str) -> int:
    """Return how many cells a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 50 ms at start-up that a command without a wide name need not pay

    width = wcswidth(text)
    return width if width >= 0 else len(text)


def json_text(content: Any) -> str:
    """Return JSON for scripts: stable keys, ISO 8601 dates, numbers unrounded, unseen characters as their codes."""
    import json

    text = json.dumps(content, default=_plain, ensure_ascii=False, indent=2)
    return text if text.replace("\n", "").isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    import json

    return character if character == "\n" or character.isprintable() else json.dumps(character)[1:-1]


def _plain(value: Any) -> Any:
    from datetime import date, datetime, time
    from decimal import Decimal

    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)
