"""What the tests of core and of every plugin share."""

import gc
import os
import tempfile
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.memory import quick_place
from tests.once_a_run import keep_compiled, keep_installed

pytest_plugins = ["tests.postgres", "tests.rich_office", "tests.on_both_engines"]

THOROUGH = "TRUSTCRM_TESTS_THOROUGH" in os.environ

# On a busy machine making an example may take long; that says nothing of what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


SELDOM = 20_000, 20, 50
"""How much is made between two looks for garbage: a look among what a test leaves finds little and takes long."""


def pytest_configure() -> None:
    """Keep the tests' own folders where no change of an office waits for a disk, and leave out what costs each test."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", quick_place(tempfile.gettempdir()))
    keep_compiled()
    keep_installed()
    gc.set_threshold(*SELDOM)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run side by side: much of their time they wait for programs, servers and terminals."""
    return max(1, (os.cpu_count() or 1) * 2)


def pytest_collection_finish() -> None:
    """Keep what stays to the end, a million things, out of every later look for garbage."""
    _keep_out_of_looks()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Try half of the examples where there is no time for all, and of these a fifth on a server.

    There putting a database back and every statement take longer.
    """
    told: Any = getattr(item, "obj", None)
    told = getattr(told, "__func__", told)
    of_one = (1 if THOROUGH else 2) * (1 if item.get_closest_marker("postgresql") is None else 5)
    if of_one == 1 or not hasattr(told, "_hypothesis_internal_use_settings"):
        return (yield)
    asked = told._hypothesis_internal_use_settings
    fewer = max(min(5, asked.max_examples), asked.max_examples // of_one)
    told._hypothesis_internal_use_settings = settings(asked, max_examples=fewer)
    try:
        return (yield)
    finally:
        told._hypothesis_internal_use_settings = asked


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Do so again after every few tests: caches grow, and a terminal UI looks for garbage at each of its starts."""
    yield
    if next(_tests) % 20 == 0:
        _keep_out_of_looks()


_tests = count(1)


def _keep_out_of_looks() -> None:
    gc.collect()
    gc.freeze()
