"""Texts as people read them: what an editor wrote as HTML without its tags."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

LONGEST = 100_000
"""Most characters of a text that are looked at; beyond it stand pictures written out as letters."""

_TAG = re.compile(r"<(?:[a-zA-Z/][^<>]*|!--[^>]*--)>")
_BLOCKS = "p, div, li, tr, h1, h2, h3, h4, h5, h6, blockquote, pre, ul, ol, table"


def plain(text: str) -> str:
    """Return a text without tags, a paragraph or an item of a list a line; one that has no tags stays as it is."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + " …"
    if not _TAG.search(text):
        return text.strip()
    page = LexborHTMLParser(re.sub(r"\s+", " ", text))
    page.strip_tags(["script", "style"], recursive=True)
    if page.body is None:
        return ""
    for line_break in page.body.css("br"):
        line_break.replace_with("\n")
    for block in page.body.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in page.body.text().split("\n"))
    return "\n".join(line for line in lines if line)


def together(*texts: str) -> str | None:
    """Return texts one below the other, empty ones left out, None where all are."""
    return "\n\n".join(text for text in texts if text) or None


def shown(text: str) -> str:
    """Return the beginning of a text on one line, for a sentence that names it."""
    return " ".join(text[:60].split())
