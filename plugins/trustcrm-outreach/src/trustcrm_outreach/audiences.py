"""Audiences: questions that are kept and asked anew each time, so that nobody keeps a list that grows old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from trustcrm.plugin import InvalidValue, NotFound, PluginContext, Refused, TableAccess, fold, visible
from trustcrm_outreach.tables import AUDIENCE, kept

KINDS = (
    "consulate",
    "company",
    "chamber",
    "diaspora",
    "government",
    "network",
    "university",
    "hospital",
    "ngo",
    "other",
)
"""The kinds of organisation an audience may ask for."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an audience asks: organisations of any of these kinds, of these countries, and so on.

    Within one field any of several will do, every field that is given must fit, and none given fits everybody.
    `languages` are those of people, else of posts; a district is part of that of a post; a tag is one of the
    organisation, or of a person, who then belongs whoever they are with.
    """

    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """What is asked, for a person to read."""
        told = {
            "": self.kinds, "of": self.countries, "speaking": self.languages, "district": self.districts,
            "tagged": self.tags,
        }  # fmt: skip
        return ", ".join(f"{word} {' or '.join(values)}".strip() for word, values in told.items() if values)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """A kept question, with its number, its name and who kept it."""

    id: int
    name: str
    wanted: Wanted
    words: str
    kept_by: str
    is_retired: bool


def audiences(context: PluginContext, *, retired: bool = False) -> list[Audience]:
    """Return the audiences, by name; with `retired` those that are used no more as well."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(AUDIENCE)).mappings().all()
    found = [_audience(row) for row in rows]
    return sorted((one for one in found if retired or not one.is_retired), key=lambda one: (fold(one.name), one.id))


def the_audience(context: PluginContext, words: str) -> Audience:
    """Return the audience of a name or number. Raises `NotFound`."""
    for one in audiences(context, retired=True):
        if str(one.id) == words.removeprefix("#") or (fold(one.name) == fold(words) and not one.is_retired):
            return one
    raise NotFound(f"There is no audience {visible(words)!r}; `trustcrm audience list` tells which there are.")


def keep(context: PluginContext, name: str, wanted: Wanted, words: str = "") -> int:
    """Keep a question under a name that no other has, and return its number. Raises `InvalidValue` or `Refused`."""
    if not name.strip() or name.strip().isdigit():
        raise InvalidValue("An audience needs a name, and one that is no number.")
    if wanted == Wanted():
        raise InvalidValue("Say who belongs to it: a kind, a country, a language, a district or a tag.")
    at, by = context.clock.now(), context.do.login
    with context.tables.writing() as tables:
        _refuse_same(tables, name)
        row = {
            "name": name.strip(), "question": asdict(wanted), "words": words, "kept_at": kept(at), "kept_by": by,
            "retired_at": None,
        }  # fmt: skip
        return int(tables.execute(insert(AUDIENCE).returning(AUDIENCE.c.id), row).scalar_one())


def retire(context: PluginContext, audience: Audience, at: datetime) -> None:
    """Use an audience no more; whoever was told by it stays on record. Raises `Refused` where it is retired."""
    standing = update(AUDIENCE).where(AUDIENCE.c.id == audience.id, AUDIENCE.c.retired_at.is_(None))
    with context.tables.writing() as tables:
        if not tables.execute(standing.values(retired_at=kept(at))).rowcount:
            raise Refused(f"The audience {audience.name} is retired already.")


def _refuse_same(tables: TableAccess, name: str) -> None:
    standing = select(AUDIENCE.c.name).where(AUDIENCE.c.retired_at.is_(None))
    names: Sequence[str] = tables.execute(standing).scalars().all()
    if fold(name) in map(fold, names):
        raise Refused(f"There is an audience {name.strip()} already; retire that one first, or take another name.")


def _audience(row: Any) -> Audience:
    asked = {key: tuple(values) for key, values in row["question"].items()}
    return Audience(
        id=row["id"], name=row["name"], wanted=Wanted(**asked), words=row["words"], kept_by=row["kept_by"],
        is_retired=row["retired_at"] is not None,
    )  # fmt: skip
