"""The tutorial of plugins, followed by the letter: an empty folder, a new environment, a wheel of this checkout.

Whatever stands in a block is typed into one shell, one block after the other, as a reader would; each block must
succeed, and what a console block shows is what comes. Nothing of this checkout is on any path: what is not in the wheel
is missing.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.blocks import ROOT, Block, blocks_of, commands_of, says

PAGE = ROOT / "docs" / "tutorial" / "your-first-plugin.md"
MARK = "--- answered ---"
MINUTES = 10

pytestmark = pytest.mark.only_sqlite


@pytest.fixture
def reader(tmp_path: Path) -> dict[str, str]:
    """The surroundings of somebody who has Python and pip, and a wheel of trustcrm where pip looks for packages."""
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv, which builds the wheel, is not on the path")
    wheels = tmp_path / "wheels"
    built = subprocess.run(
        [uv, "build", "--quiet", "--wheel", "--out-dir", str(wheels), str(ROOT)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if built.returncode:
        pytest.skip(f"no wheel can be built here: {built.stderr.strip().splitlines()[-1:]}")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG", "LC_"))}
    return kept | {
        "PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path / "home"), "COLUMNS": "120",
        "PIP_FIND_LINKS": f"{wheels} {os.environ.get('PIP_FIND_LINKS', '')}".strip(),
    }  # fmt: skip


def test_whoever_follows_it_by_the_letter_has_a_plugin_that_passes_the_kit(
    tmp_path: Path, reader: dict[str, str]
) -> None:
    blocks = list(blocks_of(PAGE.read_text(encoding="utf-8")))
    folder = tmp_path / "empty"
    folder.mkdir()
    script = "set -eu\n" + "".join(f"{typed(block)}\necho '{MARK}'\n" for block in blocks)
    done = subprocess.run(
        ["/bin/bash"], input=script, cwd=folder, env=reader, capture_output=True, text=True, check=False,
        timeout=60 * MINUTES,
    )  # fmt: skip
    *answers, rest = done.stdout.split(f"{MARK}\n")
    if "No matching distribution" in done.stderr and len(answers) == 0:
        pytest.skip(f"pip finds no packages here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, (
        f"```{blocks[len(answers)].language}\n{blocks[len(answers)].text}\n{rest}\n{done.stderr}"
    )
    for block, answer in zip(blocks, answers, strict=True):
        if block.language == "console":
            (command,) = commands_of(block)
            assert says(command.shown, answer), f"$ {command.line}\n{answer}"
    asked_again = answers[[block.text for block in blocks].index("trustcrm plugins check guest-list --all\n")]
    assert re.search(r"^importer 'guest-list': \d\d passed", asked_again, re.MULTILINE)
    assert "  ok      A dry run tells what would come of it, and writes nothing." in asked_again
    assert "failed" not in asked_again


def typed(block: Block) -> str:
    """Return what a reader types for one block of the page."""
    if block.file:
        place = shlex.quote(block.file)
        return f"mkdir -p $(dirname {place})\ncat > {place} <<'END OF THE FILE'\n{block.text}END OF THE FILE"
    if block.language == "python":
        return f"python - <<'END OF THE FILE'\n{block.text}END OF THE FILE"
    if block.language == "console":
        return "\n".join(f"{command.line} 2>&1" for command in commands_of(block))
    assert block.language == "sh", f"nobody can type a block of {block.language}"
    return block.text.rstrip("\n")
