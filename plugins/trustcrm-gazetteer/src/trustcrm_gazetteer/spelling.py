"""How a name becomes the keys it is filed and sought under, in the building of the file and in every question alike."""

from __future__ import annotations

import unicodedata

from trustcrm.plugin import spellings

LONGEST_NAME = 200
"""No place's name is longer; a longer text is not a name and is not looked at (bounds the work on hostile input)."""

_SMALL = bytes(range(256)).lower()
_DROPPED = bytes(code for code in range(128) if not chr(code).isalnum())
"""What folding drops of ASCII, of which most names are alone, once the spaces are taken out."""

_UNSPEAKABLE = frozenset({"Cc", "Cs", "Cn"})


def could_be_name(text: str) -> bool:
    """Return whether `text` may be a name: of 200 characters at most, with a letter, without control characters."""
    if len(text) > LONGEST_NAME or not any(letter.isalnum() for letter in text):
        return False
    return text.isprintable() or not any(unicodedata.category(letter) in _UNSPEAKABLE for letter in text.strip())


def keys(text: str) -> tuple[str, ...]:
    """Return the keys `text` is filed under: its folded spellings without spaces, each once, none empty."""
    each = [packed(text).decode()] if text.isascii() else [spelling.replace(" ", "") for spelling in spellings(text)]
    return tuple(dict.fromkeys(key for key in each if key))


def packed(text: str) -> bytes:
    """Return the one key of a text in ASCII, folded and without spaces, as octets."""
    return text.encode().translate(_SMALL, _DROPPED)


def is_foreign(text: str) -> bool:
    """Return whether `text` has a letter of another script than Latin, so that folding it loses what was written."""
    return any(ord(letter) > 0x36F and not 0x1E00 <= ord(letter) < 0x1F00 and letter.isalpha() for letter in text)


def written(text: str) -> str:
    """Return `text` in its own script without case, accents, spaces and punctuation, to compare two as written."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in parted if letter.isalnum())
