"""How a name becomes the keys it is filed and sought under, in the building of the file and in every question alike."""

from __future__ import annotations

import unicodedata

from trustcrm.plugin import spellings

LONGEST_NAME = 200
"""No place's name is longer; a longer text is not a name and is not looked at (bounds the work on hostile input)."""

_PACKED = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}
"""What folding and taking out the spaces makes of each ASCII character, at once: most names are of these alone."""

_UNSPEAKABLE = frozenset({"Cc", "Cs", "Cn"})


def could_be_name(text: str) -> bool:
    """Return whether `text` may be a name: of 200 characters at most, with a letter, without control characters."""
    if len(text) > LONGEST_NAME or not any(letter.isalnum() for letter in text):
        return False
    return text.isprintable() or not any(unicodedata.category(letter) in _UNSPEAKABLE for letter in text.strip())


def keys(text: str) -> tuple[str, ...]:
    """Return the keys `text` is filed under: its folded spellings without spaces, each once, none empty."""
    each = [packed(text)] if text.isascii() else [spelling.replace(" ", "") for spelling in spellings(text)]
    return tuple(dict.fromkeys(key for key in each if key))


def packed(text: str) -> str:
    """Return the one key of a text in ASCII, folded and without spaces."""
    return text.translate(_PACKED)


def is_foreign(text: str) -> bool:
    """Return whether `text` has a letter of another script than Latin, so that folding it loses what was written."""
    return any(ord(letter) > 0x36F and not 0x1E00 <= ord(letter) < 0x1F00 and letter.isalpha() for letter in text)


def written(text: str) -> str:
    """Return `text` in its own script without case, accents, spaces and punctuation, to compare two as written."""
    parted = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in parted if letter.isalnum())
