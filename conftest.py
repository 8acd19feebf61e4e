"""What the tests of core and of every plugin share."""

import gc

pytest_plugins = ["tests.postgres", "tests.rich_office"]


def pytest_collection_finish() -> None:
    """Keep what stays to the end, a million things, out of every later look for garbage."""
    gc.collect()
    gc.freeze()
