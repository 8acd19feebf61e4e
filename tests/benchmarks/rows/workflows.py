"""What workflow plugins show of a large office that has thirty years of gifts, crises, notices and lessons as well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import text

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row, Unavailable
from tests.benchmarks.synthetic import TODAY
from trustcrm.clock import PinnedClock
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.readings.overview import overview
from trustcrm.services.report import make_report

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext

Job = Callable[["PluginContext", OpenOffice], object]
"""Does a plugin's work in its own context; what it returns is not looked at."""

A_PANEL, A_LIST, A_REPORT = 0.2, 1.0, 10.0
"""Seconds within which a panel, a list or a board, and a report are there."""


@contextmanager
def _opened(bench: Bench) -> Iterator[OpenOffice]:
    try:
        wishes = Wishes(database=str(bench.furnished), actor="Ana", environ={})
    except ImportError as error:
        raise Unavailable(f"a workflow plugin is not installed: {error}") from None
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        office.desk  # noqa: B018 - opens the office to plugins
        yield office


def _against_the_overview(plugin: str, job: Job) -> Callable[[Bench], AbstractContextManager[Contest]]:
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        """A plugin's work against the overview of the same ties, read anew."""
        with _opened(bench) as office:
            context, anew = office.host.context(plugin), replace(office.desk, remembered=None)

            def ours() -> None:
                assert job(context, office) is not None

            yield Contest(ours, lambda: _drop(overview(anew)))

    return prepare


def _drop(_made: object) -> None:
    return None


def _first(office: OpenOffice, statement: str) -> int:
    with office.desk.database.reading() as connection:
        return int(connection.execute(text(statement)).scalar_one())


def _board(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_crisis.board import board_of
    from trustcrm_crisis.windows import crisis_on

    crisis = crisis_on(context, TODAY)
    assert crisis is not None
    return board_of(context, crisis, TODAY).lines


def _who_can(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_crisis.candidates import known_of, who_can
    from trustcrm_crisis.in_need import matter_of

    return who_can(known_of(matter_of(context, TODAY)), "pumps", context.clock.now()).candidates


def _gifts(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_protocol.gifts import gifts

    return gifts(context)


def _openings(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_protocol.neighbours import neighbours
    from trustcrm_protocol.openings import openings

    return openings(context, neighbours(context, TODAY), 180)


def _lessons(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_networks_and_lessons.lessons import lessons

    return lessons(context)


def _links(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_networks_and_lessons.trails import Events, links

    found, events = links(context), Events(context)
    events.look_up(place for one in found for place in (one.later, one.earlier))
    return found


def _spent(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_continuity.spent import spent

    return spent(context, TODAY.replace(month=1, day=1), TODAY)


def _time(context: PluginContext, office: OpenOffice) -> object:
    from trustcrm_strategy.priorities import priorities_if_any
    from trustcrm_strategy.spent import spent

    return spent(context, priorities_if_any(context), TODAY.replace(year=TODAY.year - 1), TODAY).minutes


def _panels(context: PluginContext, office: OpenOffice) -> object:
    side = _first(office, "SELECT MIN(other_id) FROM tie")
    return context.ask.panels("city", side)


def _paper(name: str, **settings: str) -> Job:
    def job(context: PluginContext, office: OpenOffice) -> object:
        return make_report(office.desk, office.host, name, "", settings).document.blocks

    return job


def _row(name: str, job: str, plugin: str, measured: Job, must: float) -> Row:
    return Row(
        name=name, job=job, reference="overview of the same ties, read anew", must=Limit(must, of="ours"),
        aim=Limit(must / 4, of="ours"), prepare=_against_the_overview(plugin, measured),
    )  # fmt: skip


ROWS = (
    _row("crisis-board", "needs board of a crisis", "crisis", _board, A_LIST),
    _row("who-can", "who could help with something, every tie with its reasons", "crisis", _who_can, 2.0),
    _row(
        "crisis-handoff",
        "hand-off sheet: whom to call for each of two dozen needs",
        "crisis",
        _paper("crisis-handoff"),
        A_REPORT,
    ),
    _row("gifts", "gift register of thirty years", "protocol", _gifts, A_LIST),
    _row("openings", "what opens within 180 days", "protocol", _openings, A_LIST),
    _row("lessons", "every lesson with evidence and who adopted it", "networks-and-lessons", _lessons, A_LIST),
    _row("trails", "every link of every trail, both ends told", "networks-and-lessons", _links, A_LIST),
    _row("costs", "what every tie cost this year", "continuity", _spent, A_LIST),
    _row("strategy-time", "where the time of a year went", "strategy", _time, A_LIST),
    _row("workflow-panels", "every plugin's panel beside a city", "core", _panels, 1.0),
    _row("strategy-paper", "strategy: time spent, then and now, check-ins", "strategy", _paper("strategy"), A_REPORT),
)
