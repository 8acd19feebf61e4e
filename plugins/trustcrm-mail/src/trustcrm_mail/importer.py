"""The importer `mail`: the letters of one mailbox, and nothing beside it."""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from trustcrm.plugin import (
    Draft,
    Mention,
    NotFound,
    PluginContext,
    Refused,
    Rejected,
    Source,
    UnreadableSource,
    WrongUsage,
    mention_of,
)
from trustcrm_mail.drafting import Drafting
from trustcrm_mail.mailbox import Letter, form_of, letters_of_folder, letters_of_mbox, letters_of_packed, lone_letter
from trustcrm_mail.sides import Sides, addresses_told, table_of

_LIKELY = {"mbox": 0.95, "letter": 0.9, "": 0.0}


class MailImporter:
    """Reads an mbox, a letter, or a folder of letters, a Maildir say, packed as .zip too."""

    def __init__(self, context: PluginContext | None = None) -> None:
        """Take the context that tells our city, its time zone and whom the office knows; without one, ask nobody."""
        self._context = context

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield a draft for each letter between our side and another.

        Raises `UnreadableSource` where the file is no mailbox, `WrongUsage` where a setting is missing or cannot be.
        """
        form = "folder" if source.path.is_dir() else form_of(source.head())
        if not form:
            raise UnreadableSource(f"{source.name} is no mailbox; give an mbox, a letter (.eml), or a folder.")
        drafting = _drafting(source, self._context)
        seen: dict[bytes, str] = {}
        with closing(_letters(source, form, with_bodies=drafting.with_bodies)) as letters:
            for letter in letters:
                piece = drafting.piece(letter)
                if isinstance(piece, Draft):
                    first = seen.setdefault(bytes.fromhex(piece.key), letter.where)
                    if first != letter.where:
                        reason = f"It stands in this mailbox twice; {first} counts."
                        piece = Rejected(where=letter.where, reason=reason, raw=piece.raw)
                yield piece

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a mailbox: it begins with the heading of a letter, or packs letters."""
        form = form_of(head)
        if form == "packed":
            return 0.6 if any(mark in head for mark in (b".eml", b"cur/", b"new/")) else 0.0
        return _LIKELY[form]


def _letters(source: Source, form: str, *, with_bodies: bool) -> Generator[Letter, None, None]:
    if form == "folder":
        yield from letters_of_folder(source.path, with_bodies=with_bodies)
        return
    with source.open() as file:
        if form == "mbox":
            yield from letters_of_mbox(file, with_bodies=with_bodies)
        elif form == "letter":
            yield lone_letter(file, with_body=with_bodies)
        else:
            try:
                yield from letters_of_packed(file, with_bodies=with_bodies)
            except zipfile.BadZipFile:
                raise UnreadableSource(f"{source.name} cannot be unpacked; it may have been cut short.") from None


def _drafting(source: Source, context: PluginContext | None) -> Drafting:
    ours = addresses_told(source.option("our"))
    if not ours:
        raise WrongUsage("Say which addresses are ours, with --our city.example or --our desk@city.example.")
    body = source.option("body", "no").strip().casefold()
    if body not in ("yes", "no"):
        raise WrongUsage("--body takes yes or no; yes keeps the beginning of each letter's own text too.")
    table, otherwise = source.option("sides").strip(), source.option("with").strip()
    home, zone, context = _ours(source.option("home").strip(), context)
    sides = Sides(
        ours=ours, table=table_of(Path(table)) if table else {},
        otherwise=mention_of("side", otherwise) if otherwise else None, context=context,
    )  # fmt: skip
    return Drafting(home=home, zone=zone, sides=sides, with_bodies=body == "yes")


def _ours(told: str, context: PluginContext | None) -> tuple[Mention, ZoneInfo | None, PluginContext | None]:
    """Return our side, its time zone, and whom to ask; where no office is open our side must have been told."""
    named = mention_of("side", told)
    with suppress(Refused, NotFound):
        if context is not None:
            home = context.ask.home()
            return named if told else home.mention, ZoneInfo(home.time_zone), context
    if not told:
        raise WrongUsage("Say which side is ours, with --home CITY.")
    return named, None, None
