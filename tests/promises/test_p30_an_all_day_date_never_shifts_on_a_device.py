"""P30: an all-day date that a device sends is that day in the office, and comes back as that day, in any zone."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.caldav_device import event, serving
from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.office import Premises, Wishes
from trustcrm.services.start import Opening, start_office

DAYS = (date(2030, 3, 31), date(2030, 7, 9), date(2030, 10, 27), date(2030, 12, 31))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Cairo"])
def test_p30_days_stay_days_on_the_way_in_and_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    wishes = Wishes(database=str(tmp_path / "office.db"), actor="kit", environ={})
    with closing(Premises(wishes).enter(create=True, clock=PinnedClock(date(2030, 1, 1)))) as office:
        start_office(office.desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone=zone))
        office.make_plugin_tables()
    with closing(Premises(wishes).enter(clock=PinnedClock(date(2030, 1, 1)))) as office:
        _ = office.desk
        with serving(office.host.context("caldav-server"), office.host.context("calendar")) as served:
            ana = served.device()
            for day in DAYS:
                when = f"DTSTART;VALUE=DATE:{day:%Y%m%d}\nDTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
                assert ana.put(f"{day}.ics", event(uid=str(day), title=str(day), when=when)).status == 201
            told = served.engagements()
            assert [(told[str(day)][1].starts_on, told[str(day)][1].ends_on) for day in DAYS] == [
                (day, None) for day in DAYS
            ]
            for day in DAYS:
                served.context.do.correct("engagement", told[str(day)][0], {"place": "Hall"})
                octets = ana.get(f"{day}.ics").body
                assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\n".encode() in octets
                assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}\r\n".encode() in octets
