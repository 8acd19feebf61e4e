from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.plugin import Draft, Rejected, Source
from trustcrm_consular.importer import ConsularImporter

Pieces = list[Draft | Rejected]
Read = Callable[..., Pieces]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a list given as text or octets, with the settings given by name."""

    def _read(content: str | bytes, name: str = "corps-2024-10-01.csv", **options: str) -> Pieces:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(ConsularImporter().read(Source(path=path, options=options)))

    return _read
