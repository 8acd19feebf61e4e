"""One entry of a consular list, as either layout tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from trustcrm_consular.days import UnclearDay, day_of, month_day_of
from trustcrm_consular.words import is_honorary, without_address, without_dean

LONGEST_CELL = 2_000
_MARKS = re.compile(r"[;,/]")
_SEMICOLON = re.compile(";")
VACANT = frozenset({"", "-", "–", "n/a", "vacant", "vakant", "unbesetzt", "vacante", "non pourvu"})
"""How a list says in the place of a name that nobody holds a seat."""
_UNTITLED = "The entry names somebody and no title; tell it, such as Consul."
_NO = frozenset({"", "no", "n", "0", "false", "nein", "non"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A consulate, and where `title` is told a seat of it, and where `name` is told who holds the seat.

    `problem` says in one sentence what about it cannot be read; whom it names is known all the same.
    """

    where: str
    raw: Mapping[str, str]
    country: str
    city: str = ""
    office: str = ""
    name: str = ""
    title: str = ""
    honorary: bool = False
    dean: bool = False
    from_on: date | None = None
    evidence: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    office_emails: tuple[str, ...] = ()
    website: str | None = None
    district: str | None = None
    languages: tuple[str, ...] = ()
    national_day: str | None = None
    precedence: int | None = None
    problem: str = ""

    @property
    def is_nameless(self) -> bool:
        """True where it cannot be read so far that nobody knows who holds which seat."""
        return bool(self.problem) and not (self.title or self.dean)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a list tells about one officer or consulate, by the names of its fields."""

    where: str
    fields: Mapping[str, str]
    raw: Mapping[str, str] = field(default_factory=dict)
    of_office: bool = False
    """True where the mail address is that of the consulate, not of an officer."""

    def entry(self, order: str) -> Entry:
        """Return what is told as an entry; `order` says what 03/04/2025 means."""
        told = {name: value.strip() for name, value in self.fields.items()}
        title, dean = without_dean(told.get("title", ""))
        from_on, evidence, problem = _begun(told.get("since", ""), told.get("exequatur", ""), order)
        name = without_address(told.get("name", ""))
        emails = tuple(email for email in _parted(told.get("email", "")) if "@" in email)
        ranked = told.get("precedence", "")
        honorary = any(is_honorary(told.get(one, "")) for one in ("title", "role", "office"))
        name = "" if name.casefold() in VACANT else name
        dean = dean or told.get("dean", "").casefold() not in _NO
        if name and not title and not dean:
            title, problem = ("Honorary Consul", problem) if honorary else ("", problem or _UNTITLED)
        return Entry(
            where=self.where, raw=self.raw or told, country=told.get("country", ""), city=told.get("city", ""),
            office=told.get("office", ""), name=name, title=title, honorary=honorary, dean=dean,
            from_on=from_on, evidence=evidence,
            phones=_parted(told.get("phone", ""), _SEMICOLON), emails=() if self.of_office else emails,
            office_emails=emails if self.of_office else (), website=told.get("website") or None,
            district=told.get("district") or None, languages=_parted(told.get("languages", "")),
            national_day=month_day_of(told.get("national_day", "")),
            precedence=int(ranked) if ranked.isdecimal() and 0 < len(ranked) < 6 else None, problem=problem,
        )  # fmt: skip


def _begun(since: str, exequatur: str, order: str) -> tuple[date | None, str, str]:
    """Return the first day of a tenure, what else is told about it, and why neither can be read."""
    try:
        began, recognised = day_of(since, order), day_of(exequatur, order)
    except UnclearDay as error:
        return None, "", str(error)
    told = [f"exequatur of {recognised or exequatur}"] if exequatur else []
    if since and began is None:
        told.append(f"since {since}")
    return began or recognised, "; ".join(told), ""


def _parted(text: str, marks: re.Pattern[str] = _MARKS) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in marks.split(text) if part.strip()))
