"""Reports of a large office, made whole as documents: the briefing, the council's value report, and the portfolio."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from sqlalchemy import text

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row, Unavailable
from tests.benchmarks.rows.reading import raw_office
from tests.benchmarks.synthetic import TODAY
from trustcrm.clock import PinnedClock
from trustcrm.domain.document import Document
from trustcrm.errors import NotFound
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.desk import home_of
from trustcrm.services.report import exported, make_report

COUNTED = """
SELECT CASE WHEN giver_id = :home THEN receiver_id ELSE giver_id END AS them, kind, COUNT(*), SUM(minutes), MAX("on")
FROM interaction WHERE NOT withdrawn AND "on" BETWEEN :first AND :last AND (giver_id = :home OR receiver_id = :home)
GROUP BY them, kind
"""
PAIR = """
SELECT * FROM interaction WHERE (giver_id = :home AND receiver_id = :them OR giver_id = :them AND receiver_id = :home)
AND NOT withdrawn
"""


@contextmanager
def _opened(bench: Bench) -> Iterator[OpenOffice]:
    try:
        wishes = Wishes(database=str(bench.furnished), actor="Ana", environ={})
    except ImportError as error:
        raise Unavailable(f"a workflow plugin is not installed: {error}") from None
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        office.desk  # noqa: B018 - opens the office to plugins
        yield office


def _made(office: OpenOffice, name: str, about: str = "", settings: Mapping[str, str] | None = None) -> Document:
    try:
        return make_report(office.desk, office.host, name, about, settings or {}).document
    except NotFound as error:
        raise Unavailable(f"the plugin report is not installed: {error}") from None


@contextmanager
def _briefing(bench: Bench) -> Iterator[Contest]:
    """One tie on a page, against reading every interaction of the pair."""
    with _opened(bench) as office, closing(raw_office(bench)) as raw:
        with office.desk.database.reading() as connection:
            home, them = home_of(connection), connection.execute(text("SELECT MIN(other_id) FROM tie")).scalar_one()
        _made(office, "briefing", str(them))

        def ours() -> None:
            assert _made(office, "briefing", str(them)).blocks

        yield Contest(ours, lambda: _drain(raw, PAIR, {"home": home, "them": them}))


@contextmanager
def _value(bench: Bench) -> Iterator[Contest]:
    """Thirty years of the whole office, against counting the same interactions and no more."""
    days = {"first": TODAY.replace(year=TODAY.year - 30), "last": TODAY}
    with _opened(bench) as office, closing(raw_office(bench)) as raw:
        with office.desk.database.reading() as connection:
            home = home_of(connection)
        settings = {"from": days["first"].isoformat(), "to": days["last"].isoformat()}
        _made(office, "value", settings=settings)

        def ours() -> None:
            assert _made(office, "value", settings=settings).blocks

        asked = {"home": home} | {name: day.isoformat() for name, day in days.items()}
        yield Contest(ours, lambda: _drain(raw, COUNTED, asked))


def _written(format: str) -> Callable[[Bench], AbstractContextManager[Contest]]:
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        """Every tie on two days, made and written, against writing the same as plain text."""
        from trustcrm.hooks.specs import ExporterSpec

        with _opened(bench) as office:
            document = _made(office, "portfolio")
            ours, plain = (office.host.offer(ExporterSpec, name) for name in (format, "text"))
            yield Contest(
                lambda: _some(exported(office.host, ours, document)),
                lambda: _some(exported(office.host, plain, document)),
            )

    return prepare


def _some(content: bytes) -> None:
    assert content


def _drain(raw: Any, statement: str, asked: Mapping[str, Any]) -> None:
    raw.execute(statement, asked).fetchall()


ROWS = (
    Row(
        name="report-briefing",
        job="briefing of a tie, made",
        reference="every interaction of the pair, raw sqlite3",
        must=Limit(1.0, of="ours"),
        aim=Limit(0.1, of="ours"),
        prepare=_briefing,
    ),
    Row(
        name="report-value",
        job="value report of thirty years, made",
        reference="its interactions counted by side and kind, raw sqlite3",
        must=Limit(10.0, of="ours"),
        aim=Limit(3.0, of="ours"),
        prepare=_value,
    ),
    Row(
        name="report-html",
        job="portfolio of 500 ties with map and wheel, written as HTML",
        reference="written as plain text",
        must=Limit(2.0, of="ours"),
        aim=Limit(0.5, of="ours"),
        prepare=_written("html"),
    ),
    Row(
        name="report-pdf",
        job="portfolio of 500 ties with map and wheel, set as PDF",
        reference="written as plain text",
        must=Limit(10.0, of="ours"),
        aim=Limit(3.0, of="ours"),
        prepare=_written("pdf"),
    ),
)
