"""The importer `signatures`: each city that signed a joint statement showed goodwill to whom it stands by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustcrm.plugin import Draft, InvalidValue, Mention, Rejected, Signal, Source, UnreadableSource, WrongUsage, fold
from trustcrm_networks.published import city, first_key, items, once, opened, text_of
from trustcrm_table.reading import Broken, headings_in, headings_of, rows_below, sound

COLUMNS = ("city_name", "country", "wikidata_id", "mayor_title")
_SIGNED = "sign"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class _Statement:
    """What all signatures of a file have in common."""

    on: date
    towards: Mention
    title: str
    kind: str
    known_from: str

    def signature(self, where: str, giver: Mention, office: str, seen_in: str) -> Draft | Rejected:
        """Return the draft of one signature; `office` is what whoever signed is, which tells two of one city apart."""
        wikidata = dict(giver.ids).get("wikidata", "")
        raw = dict(zip(COLUMNS, (giver.name, giver.country or "", wikidata, office), strict=True))
        if not giver.name:
            return Rejected(where=where, reason="The signature tells neither a city nor a body.", raw=raw)
        source = self.known_from or seen_in
        signal = Signal(
            kind=self.kind, giver=giver, receiver=self.towards, on=self.on, witness=source, source=source,
            words=f"signed: {self.title}",
        )  # fmt: skip
        told = "\0".join((self.title, wikidata or fold(giver.name), fold(office)))
        key = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        return Draft(key=key, record=signal, where=where, raw=raw)


class SignaturesImporter:
    """Reads signatures from CSV with a header, or from JSON: a list of votes, or a statement that holds them."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield a draft for each signature.

        Raises `UnreadableSource` where the file holds none, `WrongUsage` where nobody told the day or for whom.
        """
        form = _form(source.head())
        if not form:
            columns = ", ".join(COLUMNS)
            raise UnreadableSource(
                f"{source.name} holds no signatures; it must be CSV with {columns}, or JSON of votes."
            )
        statement = _statement(source)
        if form == "csv":
            yield from once(_rows(source, statement))
            return
        prefix = "item" if form == "votes" else f"{first_key(source)}.votes.item"
        with opened(source) as file:
            yield from once(_votes(items(file, prefix, "signature"), statement, source.name))

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file holds signatures: its header, or its first keys, say so."""
        return 0.95 if _form(head) else 0.0


def _form(head: bytes) -> str:
    if headings_in(head, _fits):
        return "csv"
    text = head.decode("utf-16" if head.startswith(_UTF16) else "utf-8-sig", "replace").lstrip()
    if text.startswith("[") and '"vote"' in text[:2000]:
        return "votes"
    return "statement" if text.startswith("{") and '"votes"' in text[:4000] else ""


def _statement(source: Source) -> _Statement:
    try:
        on = date.fromisoformat(source.option("on"))
    except ValueError:
        raise WrongUsage("These files tell no day; say that of the statement with --on 2025-03-24.") from None
    if not source.option("towards"):
        raise WrongUsage("Say whom the statement stands by, with --towards CITY.")
    title = source.option("statement") or source.name.rpartition(".")[0].replace("__", ": ").replace("-", " ")
    return _Statement(
        on=on, towards=Mention(noun="city", name=source.option("towards")), title=title,
        kind=source.option("kind") or "supported us publicly", known_from=source.option("source"),
    )  # fmt: skip


def _rows(source: Source, statement: _Statement) -> Iterator[Draft | Rejected]:
    headings = headings_of(source, _fits)
    if headings is None:
        raise UnreadableSource(
            f"The headings of {source.name} are in another encoding than the rest; save it as UTF-8."
        )
    for row in rows_below(source, headings):
        if isinstance(row, Broken):
            yield Rejected(where=f"line {row.number}", reason=row.reason, raw={"text": row.text})
        else:
            yield _signed(
                dict(zip(headings.names, row.restored(), strict=False)), f"line {row.number}", statement, source
            )


def _signed(told: dict[str, str], where: str, statement: _Statement, source: Source) -> Draft | Rejected:
    try:
        name, country, wikidata, office = (sound(told.get(column, "").strip()) for column in COLUMNS)
    except InvalidValue as problem:
        return Rejected(where=where, reason=str(problem), raw=told)
    return statement.signature(where, city(name, wikidata, country), office, source.name)


def _fits(names: Sequence[str]) -> bool:
    return set(COLUMNS) <= set(names)


def _votes(votes: Iterator[Any], statement: _Statement, seen_in: str) -> Iterator[Draft | Rejected]:
    for number, vote in enumerate(votes, 1):
        yield vote if isinstance(vote, Rejected) else _vote(f"signature {number}", vote, statement, seen_in)


def _vote(where: str, vote: Any, statement: _Statement, seen_in: str) -> Draft | Rejected:
    if text_of(vote, "vote").casefold() != _SIGNED:
        return Rejected(where=where, reason="It is no signature; only those who signed are brought in.")
    author = vote.get("author")
    giver = city(text_of(vote, "organisationNameFallback"), text_of(vote, "associatedCityId"))
    if not giver.name and text_of(author, "actingCapacity") == "organization":
        giver = Mention(noun="organisation", name=text_of(author, "name"))
    known_from = text_of(vote, "externalVerificationSource") or seen_in
    return statement.signature(where, giver, text_of(author, "title"), known_from)
