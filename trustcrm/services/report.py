"""Making reports: whom one is about, its settings, its document, and the bytes an exporter makes of it."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from trustcrm.domain.document import Document
from trustcrm.domain.nouns import SIDES
from trustcrm.errors import Ambiguous, NotFound, Refused, WrongUsage
from trustcrm.hooks.host import Host
from trustcrm.hooks.loading import NoPlugin
from trustcrm.hooks.offers import Offer
from trustcrm.hooks.specs import ExporterSpec, ReportSpec, Subject
from trustcrm.services.browse import found as meant
from trustcrm.services.desk import Desk
from trustcrm.services.garbage import collecting_seldom
from trustcrm.services.keeping.private import write_whole
from trustcrm.services.marking import marked
from trustcrm.services.sources import sourced
from trustcrm.store.queries.rows import record_by_id, records, side_nouns, titles
from trustcrm.text import fold, listed, nearest, visible
from trustcrm.values import dataclass

OFFICE = "office"
"""The noun of the office itself, which needs not be named."""
LONGEST_NAME = 60
"""How many letters of a subject's name stand in a file's name."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report that was made: the name it was asked for by, whom it is about, and what it tells."""

    name: str
    subject: Subject
    document: Document


def make_report(
    desk: Desk, host: Host, name: str, about: str, given: Mapping[str, str], day: date | None = None
) -> Report:  # fmt: skip
    """Return the report called so about whom `about` means, as `subject_of` and `settings_for` say."""
    offer = host.offer(ReportSpec, name)
    settings = settings_for(offer, given)
    subject = subject_of(desk, offer, about, day)
    document = marked(desk, sourced(desk, build_report(host, offer, subject, settings)))
    return Report(name=name, subject=subject, document=document)


def write_reports(
    host: Host, document: Document, places: Sequence[tuple[Path, Offer[ExporterSpec]]]
) -> None:  # fmt: skip
    """Write a document into every file, none before all formats are made."""
    contents = [(path, exported(host, offer, document)) for path, offer in places]
    for path, content in contents:
        write_report(path, content)


def subject_of(desk: Desk, offer: Offer[ReportSpec], words: str, day: date | None = None) -> Subject:
    """Return whom a report is about: the row meant by a number, a name or "noun name", or the office for "".

    Raises `WrongUsage` where the report is about something and nothing is named, or the other way round, `NotFound` or
    `Ambiguous` where the words mean nothing or several things.
    """
    nouns = tuple(noun for noun in offer.spec.subjects if noun != OFFICE)
    if not words:
        if OFFICE not in offer.spec.subjects:
            raise WrongUsage(f"The report {offer.name!r} is about one {' or '.join(nouns)}; say which.")
        return _office(desk, day)
    if not nouns:
        raise WrongUsage(f"The report {offer.name!r} is about the whole office; leave {visible(words)!r} out.")
    return _row(desk, nouns, words, day)


def row_as_subject(desk: Desk, noun: str, row: int, day: date | None = None) -> Subject:
    """Return a row as a subject, under the name the office gives it. Raises `NotFound` where there is no such row."""
    with desk.database.reading() as connection:
        kept = record_by_id(connection, noun, row)
        name: str = getattr(kept.record, "name", "") or titles(connection, {noun: [row]})[noun, row]
    return Subject(noun=noun, id=row, name=name, day=day or desk.today())


def settings_for(offer: Offer[ReportSpec], given: Mapping[str, str]) -> dict[str, str]:
    """Return every setting of a report, those not given as they default. Raises `WrongUsage` for one it has not."""
    settings = {option.name: option.default for option in offer.spec.parameters}
    for name in given:
        if name not in settings:
            near = nearest(name, list(settings))
            told = f"it has {listed(list(settings), most=30)}" if settings else "it has none"
            hint = f"did you mean {near!r}?" if near else f"{told}."
            raise WrongUsage(f"The report {offer.name!r} has no setting {visible(name)!r}; {hint}")
    return settings | dict(given)


def build_report(host: Host, offer: Offer[ReportSpec], subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return a report's document. Raises `PluginFailed` where its plugin fails."""
    with host.named(offer), collecting_seldom():
        document = offer.spec.build(host.context(offer.plugin), subject, settings)
        if not isinstance(document, Document):
            raise NoPlugin(f"it built {type(document).__name__}, which is no Document")
    return document


def exported(host: Host, offer: Offer[ExporterSpec], document: Document) -> bytes:
    """Return a document as an exporter writes it. Raises `PluginFailed` where its plugin fails."""
    exporter, file = host.build(offer), io.BytesIO()
    with host.named(offer), collecting_seldom():
        exporter.write(document, file)
        return file.getvalue()


def exporter_for(host: Host, path: Path) -> Offer[ExporterSpec]:
    """Return the exporter of a file's suffix, core's first. Raises `WrongUsage` where none writes such files."""
    offers = host.offers(ExporterSpec)
    for offer in offers:
        if offer.spec.suffix == path.suffix.lower():
            return offer
    known = listed(sorted({offer.spec.suffix for offer in offers}), most=30)
    raise WrongUsage(f"No format here ends in {visible(path.suffix)!r}; say which with --format, or take {known}.")


def file_name(report: str, subject: Subject, suffix: str) -> str:
    """Return what a report's file is called where only its folder is named: "briefing-nagoya-jp-2020-06-30.html"."""
    about = (
        "" if subject.noun == OFFICE else fold(subject.name)[:LONGEST_NAME].strip() or f"{subject.noun} {subject.id}"
    )
    parts = [fold(report) or "report", about, subject.day.isoformat()]
    return "-".join(part.replace(" ", "-") for part in parts if part) + suffix


def write_report(path: Path, content: bytes) -> None:
    """Put a report in the place of whatever stands at `path`, whole, for its owner alone to read; folders are made.

    Raises `Refused` where it cannot be written; what stood there is then as it was.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}; choose another place with --out.") from None


def _office(desk: Desk, day: date | None) -> Subject:
    with desk.database.reading() as connection:
        kept = records(connection, OFFICE, limit=1)[0]
    name: str = getattr(kept.record, "name", "")
    return Subject(noun=OFFICE, id=kept.id, name=name, day=day or desk.today())


def _row(desk: Desk, nouns: tuple[str, ...], words: str, day: date | None) -> Subject:
    first, _, rest = words.partition(" ")
    if first in nouns and rest.strip():
        nouns, words = (first,), rest
    found: dict[str, int] = {}
    for noun in _asked(nouns, words):
        with suppress(NotFound):
            found[noun] = meant(desk, noun, words)
    shown = visible(words)
    if not found:
        raise NotFound(
            f"No {' or '.join(nouns)} here is called {shown!r}; `trustcrm search {shown!r}` looks everywhere."
        )
    if len(found) > 1:
        choices = [f"{noun} {row}" for noun, row in found.items()]
        raise Ambiguous(f"{shown!r} could be {listed(choices)}; say which, as in {choices[0]!r}.", choices)
    ((noun, row),) = found.items()
    if noun == "side":
        with desk.database.reading() as connection:
            noun = side_nouns(connection, [row])[row]
    return row_as_subject(desk, noun, row, day)


def _asked(nouns: tuple[str, ...], words: str) -> tuple[str, ...]:
    """Return the nouns to look in: cities and organisations at once, since they share one series of numbers."""
    if set(SIDES) <= set(nouns):
        nouns = ("side", *(noun for noun in nouns if noun not in SIDES))
    return nouns[:1] if re.fullmatch(r"#?\d+", words.strip()) else nouns
