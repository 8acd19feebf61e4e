"""What the tests of this plugin need: an importer at work on a text, without an office or within one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Importer, PluginContext, Source
from trustcrm_crm.civicrm import civicrm
from trustcrm_crm.espocrm import espocrm
from trustcrm_crm.hubspot import hubspot
from trustcrm_crm.monica import MonicaImporter

IMPORTERS: dict[str, Callable[[PluginContext], Importer]] = {
    "civicrm": civicrm,
    "espocrm": espocrm,
    "hubspot": hubspot,
    "monica": MonicaImporter,
}
Read = Callable[..., list[Any]]


@pytest.fixture
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """A function that reads a text, or lines of cells, with one of the importers, and returns all pieces."""

    def reading(program: str, content: str | bytes | Sequence[Sequence[str]], **options: str) -> list[Any]:
        path = tmp_path_factory.mktemp("read") / ("account.json" if program == "monica" else "export.csv")
        if not isinstance(content, (str, bytes)):
            lines = (",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line) for line in content)
            content = "\n".join(lines) + "\n"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        told = {"home": "Homeville, US", **{name.replace("_", "-"): value for name, value in options.items()}}
        return list(IMPORTERS[program](PluginContext(name="crm")).read(Source(path=path, options=told)))

    return reading


@pytest.fixture
def samples() -> Path:
    """The folder of the samples, one for each importer."""
    return Path(__file__).parent / "samples"
