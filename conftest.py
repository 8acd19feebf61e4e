"""What the tests of core and of every plugin share."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.postgres", "tests.rich_office"]


@pytest.fixture(scope="session", autouse=True)
def cache_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep what programs could make again where no user's programs do."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
