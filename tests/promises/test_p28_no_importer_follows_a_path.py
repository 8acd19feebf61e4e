"""P28: a path inside a file leads no importer anywhere: it opens what it was given to read, and writes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promises.every_importer import importers
from trustcrm.testing.hostile import keeps_to_its_contract
from trustcrm.testing.sources import written

IMPORTERS = {name: (importer, samples) for name, importer, samples in importers()}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
AFOOT = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.system",
         "subprocess.Popen", "socket.connect", "socket.getaddrinfo", "shutil.move", "shutil.rmtree")  # fmt: skip

_watch: list[tuple[str, Any]] = []
_watching = False


def _heard(event: str, told: tuple[Any, ...]) -> None:
    if _watching and (event == "open" or event in AFOOT):
        _watch.append((event, told))


sys.addaudithook(_heard)


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Note what is opened, written, moved, run or called upon."""
    global _watching
    _watch.clear()
    _watching = True
    try:
        yield _watch
    finally:
        _watching = False


def _leads_to(secret: Path) -> tuple[str, ...]:
    up = "../" * 12
    return (
        str(secret), f"file://{secret}", f"{up}{secret.relative_to('/')}", f"{up}{secret.relative_to('/')}\0.txt",
        f"=WEBSERVICE(\"file://{secret}\")", f"ATTACH:file://{secret}\r\n", f"PHOTO;VALUE=URI:file://{secret}\r\n",
        f"@{secret}", f"<!ENTITY a SYSTEM \"file://{secret}\">", f"\"{secret}\"",
    )  # fmt: skip


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_p28_no_path_in_a_file_is_followed(name: str, data: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    importer, samples = IMPORTERS[name]
    like = data.draw(st.sampled_from(samples))
    folder = tmp_path_factory.mktemp("paths")
    secret = folder / "elsewhere" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("secret", "utf-8")
    content = like.path.read_bytes()
    lines = content.splitlines(keepends=True) or [b""]
    at = data.draw(st.integers(0, len(lines)))
    path = data.draw(st.sampled_from(_leads_to(secret))).encode()
    cut = data.draw(st.integers(0, len(lines[at - 1]))) if at else 0
    changed = b"".join([*lines[: max(0, at - 1)], lines[at - 1][:cut] if at else b"", path, *lines[at:]])
    source = written(like, folder / "given", changed)
    with watched() as seen:
        keeps_to_its_contract(importer, source)
    opened = [told for event, told in seen if event == "open"]
    assert [told for told in opened if isinstance(told[0], (str, bytes)) and "secret.txt" in os.fsdecode(told[0])] == []
    assert [told for told in opened if isinstance(told[2], int) and told[2] & WRITES and told[0] != "/dev/null"] == []
    assert [(event, told) for event, told in seen if event in AFOOT] == []
    assert secret.read_text("utf-8") == "secret"
