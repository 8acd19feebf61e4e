"""How long the program takes to start, and to record one thing in somebody's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import python, trustcrm
from tests.hostile import install_hostile

IMPORT_CLICK = "import click"


def _shows(flag: str) -> Callable[[Bench], AbstractContextManager[Contest]]:
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        yield Contest(trustcrm(bench, flag), python(bench, IMPORT_CLICK))

    return prepare


@contextmanager
def _hostile(bench: Bench) -> Iterator[Contest]:
    """Both have a further folder on the path; in one of them twelve broken plugins are installed."""
    hostile, nothing = bench.folder / "hostile", bench.folder / "nothing"
    install_hostile(hostile)
    nothing.mkdir(exist_ok=True)
    yield Contest(trustcrm(bench, "--help", also_on_path=hostile), trustcrm(bench, "--help", also_on_path=nothing))


ROWS = (
    Row(
        name="hostile-plugins",
        job="`trustcrm --help` with twelve broken plugins installed",
        reference="without them",
        must=Limit(1.3),
        aim=Limit(1.1),
        prepare=_hostile,
        scales=False,
    ),
    *(
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
    ),
)
