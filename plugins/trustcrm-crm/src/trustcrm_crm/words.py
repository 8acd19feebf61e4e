"""Texts as people read them: what an editor wrote as HTML without its tags."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

LONGEST = 100_000
"""Most characters of a text that are looked at; beyond it stand pictures written out as letters."""

_TAG = re.compile(r"<(?:[a-zA-Z][^<>]*|/[a-zA-Z][^<>]*|!--.*?--)>", re.DOTALL)
_BLOCKS = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table")


def plain(text: str) -> str:
    """Return a text without tags, a paragraph or an item of a list a line; one that has no tags stays as it is."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + " …"
    if not _TAG.search(text):
        return text.strip()
    # The element around it keeps a text that begins with <?xml from being taken for a document of its own.
    soup = BeautifulSoup("<div>" + re.sub(r"\s+", " ", text), "html.parser")
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


def together(*texts: str) -> str | None:
    """Return texts one below the other, empty ones left out, None where all are."""
    return "\n\n".join(text for text in texts if text) or None
