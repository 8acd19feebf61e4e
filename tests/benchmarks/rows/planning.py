"""Planning few hours over every tie of a large office: what is read, and the choice itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row, Unavailable
from tests.benchmarks.synthetic import TODAY
from trustcrm.clock import PinnedClock
from trustcrm.office import Premises, Wishes
from trustcrm.services.readings.overview import overview as read

HOURS = 6.0


@contextmanager
def _planned(bench: Bench) -> Iterator[Contest]:
    """Six hours over every tie, with what goes cold and what is left undone, against their overview, read anew."""
    try:
        from trustcrm_continuity.plan import plan
    except ImportError as error:
        raise Unavailable(f"the plugin continuity is not installed: {error}") from None
    wishes = Wishes(database=str(bench.office), actor="Ana", environ={})
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        office.desk  # noqa: B018 - opens the office to plugins
        context, anew = office.host.context("core"), replace(office.desk, remembered=None)
        ties = len(context.ask.overview())

        def ours() -> None:
            found = plan(context, HOURS)
            assert len({one.side for one in (*found.errands, *found.undone, *found.left) if one.ahead}) == ties

        def overview() -> None:
            assert len(read(anew)) == ties

        yield Contest(ours, overview)


ROWS = (
    Row(
        name="plan-500",
        job="six hours planned over 500 ties: duties, trust kept, what goes cold",
        reference="overview of the same ties, read anew",
        must=Limit(1.0, of="ours"),
        aim=Limit(0.5, of="ours"),
        prepare=_planned,
    ),
)
