"""What the tests of core and of every plugin share."""

import gc
import os
import tempfile

from tests.memory import quick_place

pytest_plugins = ["tests.postgres", "tests.rich_office"]


def pytest_configure() -> None:
    """Keep the tests' own folders where no change of an office waits for a disk."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick_place(tempfile.gettempdir()))


def pytest_collection_finish() -> None:
    """Keep what stays to the end, a million things, out of every later look for garbage."""
    gc.collect()
    gc.freeze()
