"""Erasures written down beside the database, so that they outlive a restore: numbers and hashes, never content."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from trustcrm.errors import UnreadableSource
from trustcrm.services.keeping.private import write_whole
from trustcrm.store.certificates import Certificate, certificates, office_mark
from trustcrm.store.engine import Database

SUFFIX = ".erasures"
"""What the name of the file beside a database ends in."""


def erasures_beside(database: Database) -> Path | None:
    """Return the file in which erasures are written down beside a database; None where that is on a server."""
    return None if database.path is None else database.path.with_name(database.path.name + SUFFIX)


def told(database: Database) -> dict[str, Any]:
    """Return every certificate of an office as JSON holds it, with the office's mark: what a replay reads."""
    with database.reading() as connection:
        found = certificates(connection)
        return {"office": office_mark(connection), "certificates": [certificate_told(one) for one in found]}


def certificate_told(certificate: Certificate) -> dict[str, Any]:
    """Return one certificate as JSON holds it."""
    return asdict(certificate) | {"on": certificate.on.isoformat(), "rows": [asdict(row) for row in certificate.rows]}


def write_down(database: Database) -> Path | None:
    """Write every certificate beside the database, for its owner alone to read; what only an older file tells stays.

    Returns the file, None where the database is on a server. Raises `OSError` where it cannot be written.
    """
    path = erasures_beside(database)
    if path is None:
        return None
    content = told(database)
    if path.exists():
        earlier = read_erasures(path)
        if earlier["office"] == content["office"]:
            known = {_key(one) for one in content["certificates"]}
            content["certificates"] += [one for one in earlier["certificates"] if _key(one) not in known]
    if content["certificates"]:
        write_whole(path, json.dumps(content, ensure_ascii=False, indent=1))
    return path


def read_erasures(path: Path) -> dict[str, Any]:
    """Return what a file of erasures tells. Raises `UnreadableSource` where it is none."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for certificate in content["certificates"]:
            date.fromisoformat(certificate["on"])
            _key(certificate)
        str(content["office"])
    except FileNotFoundError:
        raise UnreadableSource(f"There is no file {path}; nothing was erased again.") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise UnreadableSource(f"{path} is no list of erasures; nothing was erased again.") from None
    return content


def _key(certificate: dict[str, Any]) -> tuple[Any, ...]:
    return certificate["verb"], *sorted((row["noun"], row["id"], row["added_by"]) for row in certificate["rows"])
