"""P24: a device that is emptied takes no more than a share off the calendars that are served to it."""

from __future__ import annotations

from tests.caldav_device import Served, event


def test_p24_an_emptied_device_calls_off_no_more_than_five(caldav_served: Served) -> None:
    served = caldav_served
    ana = served.device()
    for number in range(12):
        assert ana.put(f"{number}.ics", event(uid=f"{number}@x", title=f"Event {number}")).status == 201
    statuses = [ana.ask("DELETE", href).status for href in ana.listed()]
    assert sorted(statuses) == [204] * 5 + [403] * 7
    states = sorted(told.state for _, told in served.engagements().values())
    assert (len(ana.listed()), states) == (7, ["cancelled"] * 5 + ["confirmed"] * 7)
