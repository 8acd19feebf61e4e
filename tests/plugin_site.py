"""Plugin packages written into a folder on `sys.path`, found by real metadata: fixtures for whoever imports them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

Install = Callable[..., None]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where packages are installed for one test."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(folder)):
            del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Install:
    """Installs a plugin called `name` whose module holds `source`, found under the entry points of every group."""

    def install(
        name: str, source: str, *, version: str = "1.2", distribution: str = "", requires: Sequence[str] = (),
        groups: Sequence[str] = ("trustcrm",),
    ) -> None:  # fmt: skip
        distribution = distribution or f"trustcrm-{name}"
        module = distribution.replace("-", "_").replace(".", "_")
        (site / f"{module}.py").write_text(source, encoding="utf-8")
        metadata = site / f"{module}-{version}.dist-info"
        metadata.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {version}", "Summary: Made for a test"]
        lines += [f"Requires-Dist: {line}" for line in requires]
        (metadata / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        points = "".join(f"[{group}]\n{name} = {module}\n" for group in groups)
        (metadata / "entry_points.txt").write_text(points, encoding="utf-8")

    return install
