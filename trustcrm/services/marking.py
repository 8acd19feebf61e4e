"""A document that tells of restricted records says so at its head: paper goes where no program watches over it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from trustcrm.domain.document import Document, Paragraph, strong, words
from trustcrm.services.desk import Desk
from trustcrm.store.derive.restricted import Restrictions
from trustcrm.store.engine import Connection
from trustcrm.store.tables import TABLES
from trustcrm.store.veil import is_veiled
from trustcrm.text import counted


def marked(desk: Desk, document: Document) -> Document:
    """Return a document that begins by saying how many restricted records it rests on, where it cites any."""
    cited: dict[str, set[int]] = {}
    for one in document.citations():
        if one.noun in TABLES:
            cited.setdefault(one.noun, set()).add(one.id)
    with desk.database.reading() as connection:
        secret = sum(len(secret_among(connection, noun, rows)) for noun, rows in cited.items())
    if not secret:
        return document
    told = f"rests on {counted(secret, 'record')} that only those who are cleared may read."
    return replace(document, blocks=(Paragraph(words(strong("Restricted: "), told)), *document.blocks))


def secret_among(connection: Connection, noun: str, rows: Collection[int]) -> set[int]:
    """Return those of a noun's rows that are restricted; whoever may not read them sees none."""
    return set() if is_veiled(connection) else Restrictions(connection).among(noun, rows)
