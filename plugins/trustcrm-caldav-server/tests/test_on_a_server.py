"""An office on PostgreSQL, served: what a device does there, and what happens when the database goes away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.caldav_device import Served, event, serving
from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.office import Premises, Wishes
from trustcrm.services.start import Opening, start_office

pytestmark = pytest.mark.postgresql
NAME = "caldav_served"
CLOCK = PinnedClock(date(2030, 6, 30))


@pytest.fixture
def served(postgres_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """An empty office on a server of its own, served."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    postgres_server.create(NAME)
    wishes = Wishes(database=postgres_server.url(NAME), actor="kit", environ={})
    try:
        with closing(Premises(wishes).enter(create=True, clock=CLOCK)) as office:
            opening = Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC")
            start_office(office.desk, opening)
            office.make_plugin_tables()
        with closing(Premises(wishes).enter(clock=CLOCK)) as office:
            _ = office.desk
            with serving(office.host.context("caldav-server"), office.host.context("calendar")) as found:
                yield found
    finally:
        postgres_server.drop(NAME)


def test_a_device_works_as_on_a_file(served: Served) -> None:
    ana = served.device()
    first = ana.put("a.ics", event(), If_None_Match="*")
    assert (first.status, ana.get("a.ics").body) == (201, event())
    assert ana.put("b.ics", event()).status == 409
    assert ana.put("a.ics", event(title="Edited"), If_Match=first.etag).status == 204
    assert ana.put("a.ics", event(title="Late"), If_Match=first.etag).status == 412
    assert ana.put("w.ics", event(uid="w", more="RRULE:FREQ=WEEKLY\n")).status == 201
    row, told = served.engagements()["Edited"]
    served.context.do.correct("engagement", row, {"place": "Harbour"})
    assert (told.title, b"LOCATION:Harbour" in ana.get("a.ics").body) == ("Edited", True)
    changes, token = ana.changes()
    assert len(changes) == len(ana.listed()) == 2
    assert ana.ask("DELETE", ana.calendar + "a.ics").status == 204
    assert [*ana.changes(token)[0].values()] == ["HTTP/1.1 404 Not Found"]
    assert served.engagements()["Edited"][1].state == "cancelled"
    month = (
        '<C:comp-filter name="VEVENT"><C:time-range start="20300701T000000Z" end="20300801T000000Z"/></C:comp-filter>'
    )
    assert list(ana.query(month)) == [ana.calendar + "w.ics"]


def test_while_the_database_is_away_devices_are_told_to_come_again(served: Served, postgres_server: Any) -> None:
    ana = served.device()
    assert ana.put("a.ics", event()).status == 201
    postgres_server.stop("fast")
    try:
        reply = ana.put("b.ics", event(uid="b"))
        assert (reply.status, reply.headers["retry-after"], b"postgres" in reply.body) == (503, "30", False)
    finally:
        postgres_server.start()
    assert ana.put("b.ics", event(uid="b")).status == 201
    assert len(ana.listed()) == 2
