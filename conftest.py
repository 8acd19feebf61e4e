"""What the tests of core and of every plugin share."""

from __future__ import annotations

import os

pytest_plugins = ["tests.postgres", "tests.rich_office"]


def pytest_xdist_auto_num_workers() -> int:
    """Run two tests a core: many of them wait, for a screen to be drawn, a server or another process."""
    return 2 * (os.cpu_count() or 1)
