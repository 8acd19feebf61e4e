"""What an office is told of an entry: a consulate, a seat of it, a person, and that the person holds the seat.

A key depends on country, city, rank and name alone, in whatever language and gender a list tells them. A consulate is
mentioned by the one name that never changes, "Consulate of COUNTRY in CITY", which is an alias where it is called
otherwise: so a consulate that becomes a consulate general is still found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from trustcrm.plugin import Draft, Mention, Organisation, Person, Post, Record, Rejected, Tenure, fold
from trustcrm_consular.entry import Entry
from trustcrm_consular.words import country_of, is_bare_office, is_honorary, office_of, rank_of

DEAN = "Dean of the Consular Corps"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One published list: its day, what it is called, and what it leaves to be understood."""

    on: date
    source: str
    city: str = ""
    host: str | None = None


@dataclass
class Drafting:
    """Makes drafts of the entries of one edition, of each thing once, and remembers who holds which seat."""

    edition: Edition
    _seen: dict[str, str] = field(default_factory=dict)

    def drafts(self, entry: Entry) -> Iterator[Draft | Rejected]:
        """Yield what an entry tells that no entry before it told; where its date is unclear, all but the tenure."""
        told = _Telling(entry, self.edition)
        tenures = list(told.tenures())
        twice = next((self._seen[tenure.key] for tenure in tenures if tenure.key in self._seen), "")
        reason = entry.problem or (f"It stands in this list twice; {twice} counts." if twice else "")
        for draft in (told.consulate(), *told.posts(), *told.person(), *tenures):
            if draft.key not in self._seen:
                self._seen[draft.key] = entry.where
                if not (reason and draft.record.noun == "tenure"):
                    yield draft
        if reason:
            yield Rejected(where=entry.where, reason=reason, raw=entry.raw)

    def departures(self, entry: Entry) -> Iterator[Draft]:
        """Yield the end of each tenure that an entry of the list before this one tells, and this one does not."""
        for draft in _Telling(entry, self.edition).tenures(ended=True):
            if draft.key not in self._seen:
                self._seen[draft.key] = entry.where
                yield draft

    def stays(self, entry: Entry) -> bool:
        """Return whether somebody whom the list before this one told still stands in it, in whatever seat."""
        return any(draft.key in self._seen for draft in _Telling(entry, self.edition).person())


@dataclass(frozen=True)
class _Telling:
    """One entry, told as drafts."""

    entry: Entry
    edition: Edition

    @property
    def _city(self) -> str:
        return self.entry.city or self.edition.city

    @property
    def _place(self) -> str:
        return place_of(self.entry, self._city)

    def consulate(self) -> Draft:
        """Return the consulate."""
        entry, (code, _) = self.entry, country_of(self.entry.country)
        name, lasting = self._called(), self._name_of("Consulate")
        organisation = Organisation(
            name=name, kind="consulate", country=code, city=self._mention_of_city(), website=entry.website,
            aliases=() if fold(name) == fold(lasting) else (lasting,), emails=entry.office_emails,
        )  # fmt: skip
        return self._draft(f"consulate|{self._place}", organisation)

    def posts(self) -> Iterator[Draft]:
        """Yield the seat, and where its holder is the dean of the corps, that seat of the city."""
        entry, edition = self.entry, self.edition
        if entry.title:
            post = Post(
                title=entry.title, side=self._side(), honorary=entry.honorary, district=entry.district,
                languages=entry.languages, national_day=entry.national_day, precedence=entry.precedence,
                verified_on=edition.on, verified_by=edition.source,
            )  # fmt: skip
            yield self._draft(self._post_key(), post)
        if entry.dean:
            side = self._mention_of_city() or self._side()
            post = Post(title=DEAN, side=side, verified_on=edition.on, verified_by=edition.source)
            yield self._draft(self._dean_key(), post)

    def person(self) -> Iterator[Draft]:
        """Yield whoever holds the seat, nobody where it is vacant."""
        entry = self.entry
        if entry.name:
            person = Person(name=entry.name, side=self._side(), emails=entry.emails, phones=entry.phones)
            yield self._draft(_hidden("person", self._place, folded(entry.name)), person)

    def tenures(self, *, ended: bool = False) -> Iterator[Draft]:
        """Yield that the person holds each seat; `ended`, that the day of the list is the last day of it."""
        entry, edition = self.entry, self.edition
        if not entry.name:
            return
        seats = [(self._post_key(), entry.from_on, entry.evidence)] if entry.title else []
        seats += [(self._dean_key(), None, "")] if entry.dean else []
        for seat, from_on, evidence in seats:
            known = (edition.source, evidence, f"not on the list of {edition.on}" if ended else "")
            tenure = Tenure(
                person=Mention(noun="person", name=entry.name, create=False, side=self._side()),
                post=Mention(noun="post", name=seat),
                from_on=from_on, to_on=edition.on if ended else None, source="; ".join(one for one in known if one),
            )  # fmt: skip
            yield self._draft(_hidden("tenure", seat, self._place, folded(entry.name)), tenure)

    def _draft(self, key: str, record: Record) -> Draft:
        return Draft(key=key, record=record, where=self.entry.where, raw=self.entry.raw)

    def _post_key(self) -> str:
        return f"post|{self._place}|{rank_held(self.entry)}"

    def _dean_key(self) -> str:
        return f"dean|{fold(self._city)}"

    def _side(self) -> Mention:
        """Return the mention of the consulate; its own draft, which comes first, makes it."""
        code, _ = country_of(self.entry.country)
        return Mention(noun="organisation", name=self._name_of("Consulate"), country=code, create=False)

    def _mention_of_city(self) -> Mention | None:
        return Mention(noun="city", name=self._city, country=self.edition.host) if self._city else None

    def _called(self) -> str:
        """Return what the consulate is called: as the list calls it, or its sort with whose and where it is."""
        office = self.entry.office
        if not office or is_bare_office(office):
            return self._name_of(office_of(office) or "Consulate")
        return office if not self._city or fold(self._city) in fold(office) else f"{office} in {self._city}"

    def _name_of(self, sort: str) -> str:
        _, country = country_of(self.entry.country)
        return f"{sort} of {country} in {self._city}" if self._city else f"{sort} of {country}"


def place_of(entry: Entry, city: str) -> str:
    """Return country and city of a consulate, the same in whatever language they are told."""
    code, country = country_of(entry.country)
    return f"{code or fold(country)}|{fold(city)}"


def rank_held(entry: Entry) -> str:
    """Return the rank of an entry's seat, the same in whatever language and gender its title is told."""
    rank = rank_of(entry.title)
    return f"honorary {rank}" if entry.honorary and not is_honorary(entry.title) else rank


def folded(name: str) -> str:
    """Return a name as it is compared; one that folds to nothing stands for itself."""
    return fold(name) or name.casefold()


def _hidden(*parts: str) -> str:
    """Return a key that does not tell a name: keys outlast the erasure of whom they name."""
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return f"{parts[0]}|{hashlib.blake2b(told, digest_size=12).hexdigest()}"
