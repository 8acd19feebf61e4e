"""What importers are tried on: files that programs wrote, not we, each with where it came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
FOLDERS = [
    path.parents[2] / "tests" / "samples"
    for path in sorted(PLUGINS.glob("*/src/*/plugin.py"))
    if "def register_importers" in path.read_text("utf-8")
]
OURS = ("options.toml", "SOURCES.md")
NOBODY = "nobody"

each_plugin = pytest.mark.parametrize("samples", FOLDERS, ids=lambda folder: folder.parents[1].name)


@each_plugin
def test_every_sample_says_which_program_wrote_it(samples: Path) -> None:
    told = _programs(samples)
    found = {path for path in samples.rglob("*") if path.is_file() and path.name not in OURS and _is_whole(path)}
    assert found, "there is no sample"
    assert not found - told.keys(), "SOURCES.md does not tell of these"


@each_plugin
def test_every_importer_is_tried_on_files_of_two_programs(samples: Path) -> None:
    told = _programs(samples)
    plugin = next((samples.parents[1] / "src").glob("*/plugin.py")).read_text("utf-8")
    names = re.findall(r'ImporterSpec\(\s*name="([a-z-]+)"', plugin)
    assert names
    for name in names:
        own = samples / name if (samples / name).is_dir() else samples
        programs = {program for path, program in told.items() if path.is_relative_to(own)} - {NOBODY}
        assert len(programs) >= 2, f"{name} is tried on files of {programs or NOBODY}"


def _programs(samples: Path) -> dict[Path, str]:
    """Return by which program each sample was written, as the table of SOURCES.md tells it."""
    found: dict[Path, str] = {}
    program = ""
    for line in (samples / "SOURCES.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) < 3 or not cells[0].startswith("`"):
            continue
        if not cells[1].startswith("the same"):
            program = re.split(r"[\d,:(]", cells[1])[0].strip()
        for pattern in re.findall("`([^`]+)`", cells[0]):
            matched = list(samples.glob(f"{pattern}**/*" if pattern.endswith("/") else pattern))
            assert matched, f"SOURCES.md tells of {pattern}, which is not there"
            found |= {path: program for path in matched if _is_whole(path)}
    return found


def _is_whole(path: Path) -> bool:
    return "broken" not in path.parts
