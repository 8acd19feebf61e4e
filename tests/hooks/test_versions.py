"""Versions compared with specifiers, the plain ones without `packaging`."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from trustcrm.errors import ConfigError
from trustcrm.hooks.states import Status
from trustcrm.hooks.versions import core_fault, satisfies

RELEASES = st.lists(st.integers(0, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))
CLAUSES = st.tuples(st.sampled_from([">=", "<", "<=", ">", "==", "~=", "!=", " >= "]), RELEASES).map("".join)


@given(
    version=RELEASES, clauses=st.lists(CLAUSES.filter(lambda clause: "~=" not in clause or "." in clause), max_size=3)
)
def test_every_answer_is_that_of_packaging(version: str, clauses: list[str]) -> None:
    specifier = ",".join(clauses)
    assert satisfies(version, specifier) is SpecifierSet(specifier).contains(version, prereleases=True)


@pytest.mark.parametrize(
    ("version", "specifier", "fits"),
    [("0.2.0.dev1", ">=0.2", False), ("1.0rc1", ">=0.9,<1", False), ("0.3.1", "~=0.3.0", True), ("0.3", "", True)],
)
def test_releases_under_way_and_other_operators_are_understood(version: str, specifier: str, fits: bool) -> None:
    assert satisfies(version, specifier) is fits


def test_what_is_no_specifier_is_an_error() -> None:
    with pytest.raises(ConfigError, match="'newest' is not a version specifier"):
        satisfies("0.1", "newest")


@pytest.mark.parametrize(
    ("specifier", "status"),
    [
        (">=0.2", Status.NEEDS_NEWER_CORE),
        ("==0.2.*", Status.NEEDS_NEWER_CORE),
        ("~=0.1.4", Status.NEEDS_NEWER_CORE),
        ("<0.1", Status.NEEDS_OLDER_CORE),
        (">=0.0.1,<0.1", Status.NEEDS_OLDER_CORE),
    ],
)
def test_a_core_that_does_not_fit_is_too_old_or_too_new(specifier: str, status: Status) -> None:
    fault = core_fault("0.1.0", specifier)
    assert fault is not None
    assert fault[0] is status
    assert specifier in fault[1]


def test_the_usual_specifier_is_answered_without_importing_packaging() -> None:
    code = (
        "import sys; from trustcrm.hooks.versions import core_fault; "
        "print(core_fault('0.1.0', '>=0.1,<0.3'), 'packaging' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None False"
