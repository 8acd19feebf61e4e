"""P22: what the office puts into the calendars that are served has no ATTENDEE, ORGANIZER or METHOD."""

from __future__ import annotations

import re

from tests.caldav_device import Served
from trustcrm.plugin import FollowUp, Person, Seat

NAMING = re.compile(rb"^(ATTENDEE|ORGANIZER|METHOD)\b", re.IGNORECASE | re.MULTILINE)


def test_p22_what_is_served_names_nobody(caldav_served: Served) -> None:
    served = caldav_served
    do, ana = served.context.do, served.device()
    person = do.add(Person(name="Aiko Mori", side=served.context.ask.home().side)).ids[0]
    row = served.add(title="Dinner", confidentiality="open")
    do.add(Seat(engagement=row, person=person, role="chair"))
    do.add(FollowUp(what="Write thanks", due_on=served.context.clock.today()))
    for calendar in ("engagements", "programme", "follow-ups"):
        (href,) = ana.listed(f"{ana.home}{calendar}/")
        octets = ana.ask("GET", href).body
        assert octets.startswith(b"BEGIN:VCALENDAR")
        assert (NAMING.search(octets), b"Mori" in octets) == (None, False)
