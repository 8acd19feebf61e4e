"""How long the program takes to start, and to record one thing in somebody's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import python, trustcrm

IMPORT_CLICK = "import click"


def _shows(flag: str) -> Callable[[Bench], AbstractContextManager[Contest]]:
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        yield Contest(trustcrm(bench, flag), python(bench, IMPORT_CLICK))

    return prepare


ROWS = tuple(
    Row(
        name=name,
        job=f"`trustcrm {flag}`",
        reference='`python -c "import click"`',
        must=Limit(2.0),
        aim=Limit(1.2),
        prepare=_shows(flag),
        scales=False,
    )
    for name, flag in (("version", "--version"), ("help", "--help"))
)
