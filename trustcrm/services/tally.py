"""What went on from one day to another: interactions of our own city counted by side, kind and tag."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from trustcrm.services.desk import Desk, home_of
from trustcrm.store.queries.rows import titles
from trustcrm.store.queries.tally import Counted, counted_with, how_many_tagged, tags_in_use
from trustcrm.store.veil import is_veiled
from trustcrm.text import fold
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Interactions of our own city from `first` to `last`, both included.

    `names` are the sides by id. `tagged` says of each group of tags that was asked for how many bear one of them, and
    `untagged` how many bear none of any group. `whole` is False where whoever asks may not read what is restricted,
    which is then in no figure.
    """

    first: date
    last: date
    counted: tuple[Counted, ...]
    names: Mapping[int, str]
    tagged: Mapping[str, int]
    untagged: int
    whole: bool

    @property
    def interactions(self) -> int:
        """How many there were."""
        return sum(one.interactions for one in self.counted)


def tally(
    desk: Desk, first: date, last: date, tags: Mapping[str, Collection[str]] | None = None, side: int | None = None
) -> Tally:
    """Return the tally of our own city, or of what it had with one side.

    Tags are compared as names are, whatever their case and accents.
    """
    groups = {group: {fold(name) for name in names} for group, names in (tags or {}).items()}
    with desk.database.reading() as connection:
        home = home_of(connection)
        counted = tuple(counted_with(connection, home, first, last, side))
        used = tags_in_use(connection) if groups else []
        borne = {group: [name for name in used if fold(name) in names] for group, names in groups.items()}
        anyhow = [name for names in borne.values() for name in names]
        total = sum(one.interactions for one in counted)
        called = titles(connection, {"side": {one.them for one in counted}})
        return Tally(
            first=first, last=last, counted=counted,
            names={row: title for (_, row), title in called.items()},
            tagged={
                group: how_many_tagged(connection, home, first, last, names, side) if names else 0
                for group, names in borne.items()
            },
            untagged=total - (how_many_tagged(connection, home, first, last, anyhow, side) if anyhow else 0),
            whole=not is_veiled(connection),
        )  # fmt: skip
