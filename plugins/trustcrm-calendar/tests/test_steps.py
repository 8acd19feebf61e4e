"""Tables that an earlier version made are brought to the form of today, with everything that lies in them."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import text

import trustcrm_calendar.steps
from trustcrm.plugin import Engagement
from trustcrm.services.deeds import Deeds
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables
from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.testing.an_office import TODAY, an_office
from trustcrm_calendar.received import Received

STEPS = Path(trustcrm_calendar.steps.__file__).parent
OWN = Own(plugin="calendar")


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
