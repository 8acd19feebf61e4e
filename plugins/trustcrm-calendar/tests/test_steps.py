"""Tables that an earlier version made are brought to the form of today, with everything that lies in them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import text

import trustcrm_calendar.steps
from trustcrm.plugin import Engagement, PluginContext
from trustcrm.services.deeds import Deeds
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables
from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.testing.an_office import TODAY, an_office
from trustcrm_calendar.received import Received
from trustcrm_calendar.taken import Taken

STEPS = Path(trustcrm_calendar.steps.__file__).parent
OWN = Own(plugin="calendar")
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{0}\r\nDTSTAMP:20300601T000000Z\r\n"
    "DTSTART;VALUE=DATE:20300709\r\nSUMMARY:{0}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_answers_that_came_before_they_could_be_taken_back_are_still_there(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for step in sorted(STEPS.glob("000[1-3]_*.py")):
        shutil.copy(step, tmp_path / "old" / step.name)
    with an_office(tmp_path / "office") as office:
        make_tables(office.database, [Steps(OWN, tmp_path / "old")], lambda plugin: nullcontext())
        row = Deeds(office.desk, office.host, "calendar").add(Engagement(title="Visit", starts_on=TODAY)).ids[0]
        with office.database.writing() as connection:
            for number, method in enumerate(("REPLY", "REQUEST", "COUNTER"), 1):
                values = f"({number}, '{method}', 'u', '', 'a@x', 'ACCEPTED', 'ics', 2, 's', {row})"
                connection.execute(text(f"INSERT INTO plugin_calendar_received VALUES {values}"))
        make_tables(office.database, [Steps(OWN, STEPS)], lambda plugin: nullcontext())
        tables = OwnTables(office.desk, "calendar", Steps(OWN, STEPS, ("answer",)))
        assert {one.method for one in Received(tables).everything(row)} == {"REPLY", "REQUEST", "COUNTER"}
        with tables.reading() as own:
            assert own.fetched("SELECT method, ics, sequence FROM plugin_calendar_received") == [("REQUEST", "ics", 2)]


def test_what_was_taken_in_and_undone_before_that_stood_in_a_table_stays_out(
    context: PluginContext, folder: Path, run: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """The office is put back to the step before, with its notes where they were kept then, and upgraded."""
    for uid in ("undone", "changed"):
        (folder / f"{uid}.ics").write_text(EVENT.format(uid), "utf-8", newline="")
    run("sync", "shared")
    earlier, database = Taken(context.keys, "taken", "shared"), request.getfixturevalue("trustcrm_office").database
    with database.reading() as connection:
        noted = connection.execute(text("SELECT uid_digest, etag FROM plugin_calendar_taken")).all()
    for uid in ("undone", "changed"):
        earlier.note(uid, dict(noted)[hashlib.sha256(uid.encode()).hexdigest()])
    with database.writing() as connection:
        connection.execute(text("DROP TABLE plugin_calendar_taken"))
        connection.execute(text("UPDATE plugin_calendar_version SET version_num = '0004'"))
    (made,) = make_tables(database, [Steps(OWN, STEPS)], lambda plugin: nullcontext())
    assert made.step == "0005"
    context.do.undo_batch(1)
    changed = folder / "changed.ics"
    changed.write_bytes(changed.read_bytes().replace(b"SUMMARY:changed", b"SUMMARY:Another"))
    told = run("sync", "shared").stdout
    assert "undone: It was taken in before, and that was undone here." in told
    assert [cast(Engagement, one.kept.record).title for one in context.ask.page("engagement").rows] == ["Another"]
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM plugin_calendar_taken")).scalar() == 1
