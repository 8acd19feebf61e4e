"""How wide texts are in the paper's own font: on a page nobody knows which font a reader has."""

from __future__ import annotations

from unicodedata import normalize

from trustcrm_report.pictures.ink import SIZE, width_of

FONT = "Libertinus Serif"
"""The font of papers. typst brings it; it has Latin, Greek and Cyrillic letters."""

KERNED = 1.03
"""Letters beside each other take so much of their widths at most."""
_LETTERS = (*map(chr, range(0x20, 0x7F)), "…")
_MEASURED = (
    "240 278 326 455 455 627 695 180 288 288 359 540 210 328 210 313 455 455 455 455 455 455 455 455 455 455 226 "
    "226 540 540 540 401 895 685 578 636 701 547 475 675 720 287 312 627 518 829 689 702 531 702 577 475 553 651 "
    "594 893 650 529 594 346 277 346 508 476 382 447 483 418 496 430 300 500 528 261 262 512 254 780 532 487 502 "
    "493 372 380 306 521 497 747 500 515 414 267 195 267 439 739 "
)
_WIDTHS = {letter: int(width) / 1000 for letter, width in zip(_LETTERS, _MEASURED.split(), strict=True)}
"""How wide letters are as typst measures them, of 1 that is their height."""


def width_in(font: str, words: str, size: float = SIZE) -> float:
    """Return how wide a text is in a font; about so in any font but the paper's, and of rare letters."""
    if font != FONT:
        return width_of(words, size)
    letters = normalize("NFD", words)
    return KERNED * sum(size * _WIDTHS[letter] if letter in _WIDTHS else width_of(letter, size) for letter in letters)
