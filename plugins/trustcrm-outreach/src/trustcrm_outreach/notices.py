"""Notices: what is to be made known, in versions that replace one another, each in several languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert, select, update

from trustcrm.plugin import InvalidValue, NotFound, PluginContext, Refused, TableAccess, fold, visible
from trustcrm_outreach.audiences import Audience, audiences
from trustcrm_outreach.tables import NOTICE, TEXT, VERSION, kept


@dataclass(frozen=True, kw_only=True)
class Text:
    """A version in one language: by whom it was written, and who checked it, "" while nobody did."""

    language: str
    subject: str
    body: str
    written_by: str
    checked_by: str
    checked_on: date | None

    @property
    def is_checked(self) -> bool:
        """Whether somebody has read it and found it right: only then does it go to anybody."""
        return bool(self.checked_by)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a notice, its texts in the order they were written; the first is the original."""

    id: int
    notice: int
    number: int
    why: str
    released_at: datetime | None
    released_by: str
    texts: Sequence[Text] = field(default_factory=tuple)

    @property
    def checked(self) -> Sequence[Text]:
        """The texts that may go to somebody."""
        return [text for text in self.texts if text.is_checked]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What is made known to an audience, with its versions, oldest first."""

    id: int
    title: str
    topic: str
    audience: Audience
    versions: Sequence[Version]

    @property
    def newest(self) -> Version:
        """The version that is worked on, or stands."""
        return self.versions[-1]

    def version(self, number: int | None) -> Version:
        """Return the version of a number, the newest where none is given. Raises `NotFound`."""
        found = self.newest if number is None else next((one for one in self.versions if one.number == number), None)
        if found is None:
            raise NotFound(f"Notice {self.id} has no version {number}; it has {len(self.versions)}.")
        return found

    def released_by_day(self, day: date) -> list[Version]:
        """Return the versions that were released up to a day, in UTC."""
        return [one for one in self.versions if one.released_at is not None and one.released_at.date() <= day]


def notices(context: PluginContext) -> list[Notice]:
    """Return every notice, oldest first."""
    known = {one.id: one for one in audiences(context, retired=True)}
    with context.tables.reading() as tables:
        texts: dict[int, list[Text]] = {}
        for row in tables.execute(select(TEXT).order_by(TEXT.c.id)).mappings():
            names = ("language", "subject", "body", "written_by", "checked_by", "checked_on")
            texts.setdefault(row["version_id"], []).append(Text(**{name: row[name] for name in names}))
        versions: dict[int, list[Version]] = {}
        for row in tables.execute(select(VERSION).order_by(VERSION.c.number)).mappings():
            versions.setdefault(row["notice_id"], []).append(_version(row, texts.get(row["id"], [])))
        rows = tables.execute(select(NOTICE).order_by(NOTICE.c.id)).mappings().all()
    return [
        Notice(
            id=row["id"], title=row["title"], topic=row["topic"], audience=known[row["audience_id"]],
            versions=versions[row["id"]],
        )
        for row in rows
    ]  # fmt: skip


def the_notice(context: PluginContext, words: str) -> Notice:
    """Return the notice of a number or title. Raises `NotFound`."""
    found = notices(context)
    for one in reversed(found):
        if str(one.id) == words.removeprefix("#") or fold(one.title) == fold(words):
            return one
    raise NotFound(f"There is no notice {visible(words)!r}; `trustcrm notice list` tells which there are.")


def begin(context: PluginContext, title: str, audience: Audience, topic: str = "") -> int:
    """Begin a notice with a first version that has no text yet, and return its number. Raises `InvalidValue`."""
    if not title.strip() or title.strip().isdigit():
        raise InvalidValue("A notice needs a title, and one that is no number.")
    at, by = kept(context.clock.now()), context.do.login
    with context.tables.writing() as tables:
        row = {"audience_id": audience.id, "title": title.strip(), "topic": topic, "kept_at": at, "kept_by": by}
        number = int(tables.execute(insert(NOTICE).returning(NOTICE.c.id), row).scalar_one())
        _put_version(tables, number, 1, "", at, by)
    return number


def begin_version(context: PluginContext, notice: Notice, why: str) -> int:
    """Begin the version that will replace the newest, and return its number. Raises `Refused` where that is not out."""
    if notice.newest.released_at is None:
        raise Refused(f"Version {notice.newest.number} of notice {notice.id} is not released yet; change that one.")
    number = notice.newest.number + 1
    with context.tables.writing() as tables:
        _put_version(tables, notice.id, number, why, kept(context.clock.now()), context.do.login)
    return number


def write(context: PluginContext, version: Version, language: str, subject: str, body: str) -> None:
    """Write a version in a language, in place of what was written before; it then waits to be checked.

    Raises `Refused` where that language has left already, `InvalidValue` where something is missing.
    """
    if not subject.strip() or not body.strip():
        raise InvalidValue("A text needs a subject and a body.")
    if not (2 <= len(language) <= 12 and language.isascii() and language.replace("-", "").isalnum()):
        raise InvalidValue(f"{visible(language)!r} is no language; write it as en, es or zh-Hant.")
    values = {
        "subject": " ".join(subject.split()), "body": body.strip("\n"), "written_by": context.do.login,
        "checked_by": "", "checked_on": None,
    }  # fmt: skip
    there = next((one for one in version.texts if one.language == language), None)
    with context.tables.writing("write", f"notice {version.notice}, version {version.number}, in {language}") as tables:
        if there is None:
            tables.execute(insert(TEXT), values | {"version_id": version.id, "language": language})
            return
        if there.is_checked and _is_out(tables, version):
            raise Refused(
                f"Version {version.number} is released in {language} and stays as it was; begin the next version."
            )
        tables.execute(update(TEXT).where(*_of(version, language)).values(**values))


def check(context: PluginContext, version: Version, language: str, by: str) -> None:
    """Keep that somebody has read a text and found it right. Raises `NotFound` or `InvalidValue`."""
    if not by.strip():
        raise InvalidValue("Say who checked it.")
    values = {"checked_by": by.strip(), "checked_on": context.clock.today()}
    with context.tables.writing("check", f"notice {version.notice}, version {version.number}, in {language}") as tables:
        if not tables.execute(update(TEXT).where(*_of(version, language)).values(**values)).rowcount:
            raise NotFound(f"Version {version.number} has no text in {visible(language)!r}.")


def _of(version: Version, language: str) -> tuple[Any, ...]:
    return TEXT.c.version_id == version.id, TEXT.c.language == language


def _is_out(tables: TableAccess, version: Version) -> bool:
    found = tables.execute(select(VERSION.c.released_at).where(VERSION.c.id == version.id)).scalar_one()
    return found is not None


def _put_version(tables: TableAccess, notice: int, number: int, why: str, at: datetime, by: str) -> None:
    row = {
        "notice_id": notice, "number": number, "why": why, "kept_at": at, "kept_by": by, "released_at": None,
        "released_by": "",
    }  # fmt: skip
    tables.execute(insert(VERSION), row)


def _version(row: Mapping[str, Any] | Any, texts: Sequence[Text]) -> Version:
    at = row["released_at"]
    return Version(
        id=row["id"], notice=row["notice_id"], number=row["number"], why=row["why"], texts=texts,
        released_at=None if at is None else at.replace(tzinfo=UTC), released_by=row["released_by"],
    )  # fmt: skip
