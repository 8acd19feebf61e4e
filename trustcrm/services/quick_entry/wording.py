"""The note of an entry: the person's own words, less the pure structure at the ends of its pieces."""

from __future__ import annotations

from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import DASHES, LINKS, NAME_MARKERS

_ALWAYS = frozenset({"kind", "duration", "hour", "tone", "day", "follow-up", "tag", "subject"})
_NAMES = frozenset({"side", "person"})


def note_of(page: Page) -> str:
    """Return the note; words nobody took stand in it verbatim, and what was given or promised stays readable."""
    note, end, whole = "", 0, True
    for first, last in _stretches(page):
        if first == last and page.low(first) in DASHES and not page.mark(first):
            continue
        left, right = _trimmed(page, first, last)
        if left > right:
            whole = False
            continue
        whole = whole and left == first
        start = _before(page, left)
        note += page.text[end:start] if whole else _seam(page, end, start) if note else ""
        end, whole = _behind(page, right), right == last
        note += page.text[start:end]
    return (note + page.text[end:] if whole else note).strip()


def _before(page: Page, at: int) -> int:
    """Return where the opening punctuation before a word begins."""
    limit = page.tokens[at - 1].end if at else 0
    start = page.tokens[at].start
    while start > limit and not page.text[start - 1].isspace():
        start -= 1
    return start


def _stretches(page: Page) -> list[tuple[int, int]]:
    found = []
    for first, last in page.clauses():
        starts = [first, *(at for at in sorted(page.cuts) if first < at <= last)]
        found += [(start, stop - 1) for start, stop in zip(starts, [*starts[1:], last + 1], strict=True)]
    return found


def _behind(page: Page, at: int) -> int:
    """Return where the punctuation behind a word ends, which belongs to it unless it only parts clauses."""
    limit = page.tokens[at + 1].start if at + 1 < len(page) else len(page.text)
    end = page.tokens[at].end
    while end < limit and page.text[end] in ".!?)\"'”’…»]}>*_":
        end += 1
    return end


def _seam(page: Page, end: int, start: int) -> str:
    """Join two pieces of the note between which something was dropped."""
    return " " if page.text[end - 1] in ".!?…" else "\n" if "\n" in page.text[end:start] else ", "


def _trimmed(page: Page, first: int, last: int) -> tuple[int, int]:
    """Return the first and last word that stay; first > last where all of it was structure."""
    marks = {page.mark(at) for at in range(first, last + 1)} - {""}
    topic = marks <= _NAMES and (page.low(last + 1) in DASHES or page.tokens[last].stop == ":")
    if marks and not topic and all(_drops(page, at) for at in range(first, last + 1)):
        return first, first - 1
    left = _from_left(page, first, last)
    return left, _from_right(page, left, last)


def _drops(page: Page, at: int) -> bool:
    return at not in page.kept and (bool(page.mark(at)) or page.low(at) in LINKS or page.low(at) in DASHES)


def _from_left(page: Page, first: int, last: int) -> int:
    left = first
    for at in range(first, last + 1):
        if not _drops(page, at):
            break
        if page.mark(at) in _ALWAYS or (page.mark(at) in _NAMES and _hangs(page, first, at)):
            left = at + 1
        elif page.mark(at) in _NAMES:
            break
    return left


def _from_right(page: Page, first: int, last: int) -> int:
    right = last
    for at in range(last, first - 1, -1):
        beside = page.low(at) in LINKS and right == at < last
        hanging = page.mark(at) in _NAMES and _hangs(page, first, at)
        if not _drops(page, at) or not (beside or hanging or page.mark(at) in _ALWAYS):
            break
        right = at - 1
    return right


def _hangs(page: Page, first: int, at: int) -> bool:
    """Whether a name hangs on structure ("call Milan", "with Milan"), not being the subject of a sentence."""
    while at in page.glued or (at > first and page.mark(at - 1) in _NAMES):
        at -= 1
    if at <= first and not page.joined(at):
        return False
    return page.mark(at - 1) == "kind" or page.low(at - 1) in NAME_MARKERS | {"and", "&", "+", "the"}
