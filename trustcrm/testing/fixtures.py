"""What installing trustcrm brings to pytest: an office for a plugin's own tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice


@pytest.fixture
def trustcrm_office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
    """An empty office of an invented home city, on 30 June 2030, in which every installed plugin has its say."""
    from trustcrm.testing.an_office import an_office, kit_folder

    with an_office(tmp_path / "trustcrm-office", plugins=True, kept=kit_folder(tmp_path_factory)) as office:
        yield office
