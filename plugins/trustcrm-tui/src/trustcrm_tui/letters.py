"""Drafts of one message to several sides, as files that a mail program opens: nothing is ever sent from here.

Each telling has a folder of its own, below that of the reports and for its owner alone: a draft for each side, a sheet
of whom it goes to, and a note of who was told by now.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import NotFound, Refused, fold, visible
from trustcrm_tui.folders import folder_of, formats_of

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext, Report, SideCard
    from trustcrm_tui.sheets.sheet import Subject

LONGEST_SUBJECT = 78
"""So many characters a subject has at most (RFC 5322, 2.1.1)."""
NOTE = "told.json"


@dataclass(frozen=True)
class Letter:
    """A draft to one side: its addresses, none where none is on record, and the interaction once it was told."""

    side: int
    name: str
    addresses: tuple[str, ...]
    file: str
    told: int | None = None


@dataclass(frozen=True)
class Letters:
    """One telling: its folder, the day and words of the message, and a draft for each side."""

    folder: Path
    on: date
    words: str
    drafts: Sequence[Letter]


def subject_of(words: str) -> str:
    """Return the subject of a message: its first sentence, whole words of it where it is long."""
    first = re.split(r"(?<=[.!?])\s|\s[–—-]\s|:\s|\n", words.strip(), maxsplit=1)[0].rstrip(".:")
    cut = first if len(first) <= LONGEST_SUBJECT else first[:LONGEST_SUBJECT].rsplit(" ", 1)[0].rstrip(",;")
    return " ".join(visible(cut).split())


def draft(office: PluginContext, sides: Sequence[Subject], words: str) -> Letters:
    """Write a draft for each side and a sheet of them all. Raises `Refused` where nothing can be written there."""
    today = office.clock.today()
    found = [_letter(office, side, number) for number, side in enumerate(sides, 1)]
    folder = _fresh(folder_of(office) / "told", today)
    letters = Letters(folder, today, words, found)
    try:
        for one in found:
            _keep(folder / one.file, _message(one, words))
        _note(letters, office.office_key)
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}; see `reports` in [plugins.tui].") from None
    office.do.write(_sheet(office, letters), folder, formats_of(office)[:1])
    return letters


def _letter(office: PluginContext, side: Subject, number: int) -> Letter:
    card = office.ask.card(side.side or 0)
    name = (fold(card.name)[:40].strip() or f"side {side.side}").replace(" ", "-")
    return Letter(card.side.id, card.name, _addresses(office, card), f"{number:03}-{name}.eml")


def _addresses(office: PluginContext, card: SideCard) -> tuple[str, ...]:
    """Return a side's own addresses, else those of who holds its posts."""
    own: tuple[str, ...] = getattr(card.side.record, "emails", ())
    if own:
        return own
    people = [office.ask.one("person", person).kept.record for _, _, person in card.holders]
    return tuple(dict.fromkeys(address for one in people for address in one.emails))  # type: ignore[attr-defined]


def _message(letter: Letter, words: str) -> bytes:
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject_of(words)
    plain = (one for one in letter.addresses if one.isascii() and one.isprintable())
    addresses = [one for one in plain if re.fullmatch(r"[^\s,;:<>()@]+@[^\s,;:<>()@]+", one)]
    if addresses:
        message["To"] = ", ".join(addresses)
    message["X-Unsent"] = "1"  # mail programs then open it for writing, not for reading
    message.set_content(f"{words.strip()}\n")
    return message.as_bytes()


def _sheet(office: PluginContext, letters: Letters) -> Report:
    """Return the message and whom it goes to as a paper, to be ticked by hand or to telephone from."""
    from trustcrm.plugin import Column, Document, Paragraph, Report, Row, Table, words
    from trustcrm.plugin import Subject as About

    rows = tuple(Row((one.name, ", ".join(one.addresses) or "no address", one.file, "")) for one in letters.drafts)
    table = Table((Column("to"), Column("address"), Column("draft"), Column("told")), rows)
    document = Document(
        title=f"To tell: {subject_of(letters.words)}", day=letters.on, blocks=(Paragraph(words(letters.words)), table)
    )
    about = About(noun="office", id=office.ask.home().side, name="", day=letters.on)
    return Report(name="to tell", subject=about, document=document)


def newest(office: PluginContext) -> Path | None:
    """Return the folder of the last telling of this office, None where nobody was told anything yet."""
    notes = sorted((folder_of(office) / "told").glob(f"*/{NOTE}"), key=lambda note: note.stat().st_mtime, reverse=True)
    return next((note.parent for note in notes if _read(note).get("office") == office.office_key), None)


def letters_in(office: PluginContext, folder: Path) -> Letters:
    """Return a telling with who was told by now; who was told and that was taken back, is to be told again."""
    kept = _read(folder / NOTE)
    try:
        drafts = [Letter(**one | {"addresses": tuple(one["addresses"])}) for one in kept["drafts"]]
        found = Letters(folder, date.fromisoformat(kept["on"]), str(kept["words"]), drafts)
    except (KeyError, TypeError, ValueError):
        raise Refused(f"{folder / NOTE} cannot be read; the drafts beside it are as they were.") from None
    return Letters(folder, found.on, found.words, [_as_it_stands(office, one) for one in drafts])


def _as_it_stands(office: PluginContext, letter: Letter) -> Letter:
    if letter.told is None:
        return letter
    try:
        office.ask.one("interaction", letter.told)
    except NotFound:
        return Letter(letter.side, letter.name, letter.addresses, letter.file)
    return letter


def told(office: PluginContext, folder: Path, sides: Sequence[int]) -> int:
    """Log that sides were told, as one batch, and note it down; return how many were not told before."""
    from trustcrm.plugin import Interaction

    letters, home = letters_in(office, folder), office.ask.home().side
    wanted = [one for one in letters.drafts if one.side in sides and one.told is None]
    run = office.do.batch(f"told {len(wanted)}: {subject_of(letters.words)}")
    logged: dict[int, int] = {}
    for one in wanted:
        interaction = Interaction(
            kind="message", giver=home, receiver=one.side, on=office.clock.today(), mode="mail", direction="one-way",
            words=f"Told: {letters.words}",
        )  # fmt: skip
        logged[one.side] = run.add(interaction, again=True).ids[0]
    drafts = [_with(one, logged) for one in letters.drafts]
    _note(Letters(folder, letters.on, letters.words, drafts), office.office_key)
    return len(logged)


def _with(letter: Letter, logged: Mapping[int, int]) -> Letter:
    return Letter(letter.side, letter.name, letter.addresses, letter.file, logged.get(letter.side, letter.told))


def _note(letters: Letters, office: str) -> None:
    """Write down who is to be told and who was."""
    drafts = [vars(one) for one in letters.drafts]
    told = {"office": office, "on": letters.on.isoformat(), "words": letters.words, "drafts": drafts}
    _keep(letters.folder / NOTE, json.dumps(told, ensure_ascii=False).encode())


def _fresh(folder: Path, day: date) -> Path:
    """Make and return a folder for one telling, for its owner alone; several of a day are numbered."""
    for number in range(1, 1000):
        found = folder / f"{day.isoformat()}-{number}"
        try:
            found.mkdir(mode=0o700, parents=True)
        except FileExistsError:
            continue
        except OSError as error:
            raise Refused(f"{found} cannot be made: {error.strerror}; see `reports` in [plugins.tui].") from None
        return found
    raise Refused(f"{folder} holds a thousand drafts of today already; put some away.")


def _keep(file: Path, content: bytes) -> None:
    """Write a file whole, for its owner alone to read."""
    building = file.with_suffix(".new")
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
    building.replace(file)


def _read(note: Path) -> dict[str, Any]:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
