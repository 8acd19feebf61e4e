"""Tables that an earlier version made are brought to the form of today, with everything that lies in them."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from sqlalchemy import DateTime, bindparam, text

import trustcrm_caldav_server.steps
from trustcrm.services.own_tables import OwnTables
from trustcrm.services.plugin_tables import make_tables
from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.testing.an_office import an_office
from trustcrm_caldav_server.kept import Facts, Gone, Put
from trustcrm_caldav_server.shelf import Shelf

STEPS = Path(trustcrm_caldav_server.steps.__file__).parent
FIRST = Path("0001_shelf.py")
NOW = datetime(2030, 6, 30, 12)


def test_an_earlier_shelf_keeps_what_is_there_what_is_gone_and_its_count(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    shutil.copy(STEPS / FIRST, tmp_path / "old" / FIRST)
    own = Own(plugin="caldav-server")
    with an_office(tmp_path / "office") as office:
        make_tables(office.database, [Steps(own, tmp_path / "old")], lambda plugin: nullcontext())
        with office.database.writing() as connection:
            connection.execute(
                text("INSERT INTO plugin_caldav_server_collection VALUES (1, 'engagements', 'abc', 3, 7)")
            )
            there = text(
                "INSERT INTO plugin_caldav_server_object VALUES (:id, 'engagements', :uid, :past, :href, 'e', :modseq,"
                " 'VEVENT', 1, 2, :no, 0, '', 0, :gone, 0, NULL)"
            ).bindparams(bindparam("gone", type_=DateTime))
            for number, uid, past in ((1, "here@x", "here@x"), (2, None, "gone@x"), (3, None, "gone@x")):
                told = {"id": number, "uid": uid, "past": past, "href": f"{number}.ics", "modseq": number}
                connection.execute(there, told | {"no": False, "gone": None if uid else NOW})
        (made,) = make_tables(office.database, [Steps(own, STEPS)], lambda plugin: nullcontext())
        assert made.step == "0002"
        shelf = Shelf(OwnTables(office.desk, "caldav-server", Steps(own, STEPS)), office.desk.clock, "engagements")
        assert (shelf.standing().epoch, shelf.standing().modseq, shelf.standing().seen) == ("abc", 3, 7)
        assert {(one.href, one.uid, one.gone) for one in shelf.everything()} == {
            ("1.ics", "here@x", False), ("2.ics", "gone@x", True), ("3.ics", "gone@x", True),
        }  # fmt: skip
        around = shelf.around("", "gone@x")
        assert around.of is None
        assert around.was is not None
        facts = Facts(uid="gone@x", kind="VEVENT", first=1, last=2)
        shelf.write([Put(href="4.ics", ics=b"again", facts=facts, source="Ana")])
        again = shelf.around("4.ics", "gone@x").of
        assert again is not None
        shelf.write(gone=[Gone(kept=again)])
        assert shelf.around("", "gone@x").of is None
        assert shelf.standing().modseq == 5
