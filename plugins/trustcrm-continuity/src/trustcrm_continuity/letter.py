"""The letter when a tie is put to sleep or woken: a draft in a file, for a person to change and to send."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import cast

from trustcrm.plugin import Document, Paragraph, Person, PluginContext, Refused, WrongUsage, visible, words
from trustcrm_continuity.sleep import OurTie

SUFFIXES = (".eml", ".md")
_ADDRESS = re.compile(r"[^\s,;:<>()@]+@[^\s,;:<>()@]+")


def asleep(context: PluginContext, tie: OurTie, why: str, until: date | None) -> Document:
    """Return the letter that tells them we will be quiet for a while: why, and that the tie stands."""
    us = context.ask.home().name
    again = f"We will look at it again by {until:%d %B %Y}." if until else "We will write as soon as that changes."
    return _letter(
        context, f"{us} and {tie.name}: a quiet time ahead",
        f"Our cities have been tied {_since(tie)}, and that stands. For now we cannot give it the time that it "
        f"deserves: {_sentence(why)}",
        f"{again} Until then, please do not take our silence for anything else. Should you need us, write or call: we "
        "will answer.",
        "Thank you for all that you have done with us.",
    )  # fmt: skip


def awake(context: PluginContext, tie: OurTie, why: str) -> Document:
    """Return the letter that tells them we are back, and asks what has happened there meanwhile."""
    us = context.ask.home().name
    return _letter(
        context, f"{us} and {tie.name}: we are back",
        f"We have been quiet for a while, and thank you for your patience. {_sentence(why)}",
        "How have you been, and what has changed with you? We would be glad of a call at an hour that suits you.",
        f"Our cities have been tied {_since(tie)}, and we look forward to what comes next.",
    )  # fmt: skip


def _letter(context: PluginContext, title: str, *paragraphs: str) -> Document:
    opening, close = "Dear friends,", f"With our best regards,\n{context.ask.home().name}"
    blocks = tuple(Paragraph(words(told)) for told in (opening, *paragraphs, close))
    return Document(title=title, day=context.clock.today(), blocks=blocks)


def _since(tie: OurTie) -> str:
    since = tie.kept.record.since
    return f"since {since.year}" if since is not None else "for a long time"


def _sentence(told: str) -> str:
    plain = " ".join(told.split())
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."


def check_place(path: Path) -> None:
    """Raise `WrongUsage` for a file of another kind, `Refused` where one is there already."""
    if path.suffix.lower() not in SUFFIXES:
        raise WrongUsage(
            f"A letter is written as {' or '.join(SUFFIXES)}, not as {path.suffix or 'a file without one'}."
        )
    if path.exists():
        raise Refused(f"{path} is there already, and a letter replaces none; choose another name.")


def write_letter(context: PluginContext, tie: OurTie, letter: Document, path: Path) -> None:
    """Write a letter for its owner alone to read: as Markdown, or as a mail that opens for writing, not yet sent."""
    body = "\n\n".join(
        "".join(run.text for run in block.words) for block in letter.blocks if isinstance(block, Paragraph)
    )
    if path.suffix.lower() == ".md":
        content = context.ask.exported(letter, "md")
    else:
        content = _mail(letter.title, body, _addresses(context, tie))
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}; choose another place with --letter.") from None


def _mail(title: str, body: str, addresses: list[str]) -> bytes:
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(visible(title).split())
    if addresses:
        message["To"] = ", ".join(addresses)
    message["X-Unsent"] = "1"  # mail programs then open it for writing, not for reading
    message.set_content("\n".join(visible(line) for line in f"{body}\n".split("\n")))
    return message.as_bytes()


def _addresses(context: PluginContext, tie: OurTie) -> list[str]:
    """Return the side's own addresses, else those of who holds its posts; only such as a mail can bear."""
    card = context.ask.card(tie.side)
    own: tuple[str, ...] = getattr(card.side.record, "emails", ())
    people = [cast(Person, context.ask.one("person", row).kept.record) for _, _, row in card.holders]
    found = own or tuple(address for one in people for address in one.emails)
    return [one for one in dict.fromkeys(found) if one.isascii() and one.isprintable() and _ADDRESS.fullmatch(one)]
