"""The layout of text: a country in capitals, its consulate with an address, then its officers line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from trustcrm.plugin import Rejected, fold
from trustcrm_consular.days import day_within
from trustcrm_consular.entry import LONGEST_CELL, Told
from trustcrm_consular.lines import Line
from trustcrm_consular.words import HEADINGS, country_of, is_addressed, is_title, office_of

MOST_OFFICERS = 1_000
"""So many officers of one consulate are told together; more, which nobody has, are told in parts."""
_LABELLED = re.compile(r"([^:@\d]{2,40}):\s*(\S.*)")
_BARE_PHONE = re.compile(r"\+?[\d() ./-]{6,30}")
_BEHIND = re.compile(r"\(([^()]{4,60})\)$|,?\s((?:since|seit|depuis|dal)\s[^(),]{4,40})$", re.IGNORECASE)
_GAP = re.compile(r"\s\|\s|\t|\s{3,}")
"""What parts name and title where a list was set in columns."""
_PLACE = re.compile(r"(?: (?:in|at|à|a) |, | [-–—] |: )(?P<city>[^\d,:()]{2,60})$")
_OF_OFFICE = frozenset({"city", "phone", "email", "website", "district", "languages", "national_day"})
_OF_OFFICER = frozenset({"since", "exequatur"})
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass
class _Block:
    """A consulate in the making: what is said of it, and its officers."""

    country: str
    where: str
    fields: dict[str, str] = field(default_factory=dict)
    address: list[str] = field(default_factory=list)
    officers: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def told(self) -> Iterator[Told]:
        shared = {"country": self.country} | self.fields
        raw = shared | {"address": ", ".join(self.address)}
        yield Told(where=self.where, fields=shared, raw=raw, of_office=True)
        for where, officer in self.officers:
            told = shared | officer
            yield Told(where=where, fields=told, raw=told, of_office=True)

    def note(self, label: str, value: str) -> None:
        """Take what stands behind a label: of the consulate, or when the officer above it began."""
        if label in _OF_OFFICE:
            self.fields.setdefault(label, value)
        elif label in _OF_OFFICER and self.officers:
            self.officers[-1][1].setdefault(label, value)


def looks_like_prose(text: str) -> bool:
    """Return whether the beginning of a text holds a country's heading and, below it, a consulate or an officer."""
    below = False
    for line in text.split("\n")[:5_000]:
        line = line.strip()
        if below and (office_of(line) or officer_in(line)):
            return True
        below = below or is_country(line)
    return False


def day_above(lines: Iterable[Line]) -> date | None:
    """Return the day told before the first country, such as "As of 1 April 2025", None where there is none."""
    for number, text in lines:
        line = (text or "").strip()
        if number > 100 or is_country(line):
            return None
        if (day := day_within(line)) is not None:
            return day
    return None


def told_in_prose(lines: Iterable[Line]) -> Iterator[Told | Rejected]:
    """Yield what each consulate and each officer below a country's heading is told, and lines that cannot be read."""
    country, block = "", None
    for number, text, below in _apart(lines):
        where = f"line {number}"
        line = text.strip() if text is not None else ""
        if text is None or len(line) > LONGEST_CELL:
            yield Rejected(where=where, reason="The line is far too long to be an entry.")
        elif "\ufffd" in line:
            reason = "The line holds octets that the file's encoding does not know."
            yield Rejected(where=where, reason=reason, raw={"text": line})
        elif is_country(line):
            yield from block.told() if block else ()
            country, block = line, None
        elif line.isupper() and office_of(below) and not office_of(line):
            yield from block.told() if block else ()
            country, block = "", None
            reason = "No country is known by this heading, so what stands below it was left out; write its usual name."
            yield Rejected(where=where, reason=reason, raw={"text": line})
        elif not country:
            continue
        elif (officer := officer_in(line)) is not None:
            block = block or _Block(country, where)
            block.officers.append((where, officer))
            if len(block.officers) >= MOST_OFFICERS:
                yield from block.told()
                block.officers.clear()
        elif labelled := _labelled(line):
            if block:
                block.note(*labelled)
        elif is_addressed(line):
            reason = "The line names somebody, and no consular title can be read; write it as NAME, TITLE (DATE)."
            yield Rejected(where=where, reason=reason, raw={"text": line})
        elif office_of(line):
            yield from block.told() if block else ()
            block = _Block(country, where, _office(line))
        elif block and len(block.address) < 20:
            block.address.append(line)
    yield from block.told() if block else ()


def _apart(lines: Iterable[Line]) -> Iterator[tuple[int, str | None, str]]:
    """Yield the lines that are not empty, each with the one below it."""
    held: Line | None = None
    for number, text in lines:
        if text is None or text.strip():
            if held is not None:
                yield *held, text or ""
            held = number, text
    if held is not None:
        yield *held, ""


def is_country(line: str) -> bool:
    """Return whether a line is a country's heading: in capitals, and the name of a country."""
    return 2 < len(line) <= 80 and line.isupper() and country_of(line.rstrip(":"))[0] is not None


def officer_in(line: str) -> dict[str, str] | None:
    """Return name, title and date of "Mr NAME, Consul General (date)" or "Consul General: NAME"; None for no such."""
    if len(line) > LONGEST_CELL or not _LETTERS.search(line):
        return None
    line = _GAP.sub(", ", line)
    since: dict[str, str] = {}
    while (found := _BEHIND.search(line)) and not since:
        told = found[1] or found[2]
        if not any(character.isdecimal() for character in told):
            break
        since, line = {"since": told}, line[: found.start()].rstrip(" ,")
    if line.count("(") != line.count(")"):
        return None
    title, colon, name = line.partition(":")
    if colon and name.strip() and is_title(title):
        return {"name": name.strip(), "title": title.strip()} | since
    parts = line.split(",")
    for place in range(1, len(parts)):
        if is_title(parts[place]):
            name, title = ",".join(parts[:place]), ",".join(parts[place:])
            return {"name": name.strip(), "title": title.strip()} | since
    return None


def _labelled(line: str) -> tuple[str, str] | None:
    found = _LABELLED.fullmatch(line)
    if found and (label := HEADINGS.get(fold(found[1]))):
        return label, found[2]
    if "@" in line and " " not in line:
        return "email", line
    return ("phone", line) if _BARE_PHONE.fullmatch(line) else None


def _office(line: str) -> dict[str, str]:
    found = _PLACE.search(line)
    if found and office_of(line[: found.start()]):
        return {"office": line[: found.start()].strip(), "city": found["city"].strip()}
    return {"office": line}
