"""Two engines of others read every hour of a thousand events in thirty-one zones as the zone database has it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.thirty_one_zones import COUNT, generated
from trustcrm_calendar.engagements import Stamps, calendar_of, event_of

WHEN = Stamps(first=datetime(2026, 1, 1, tzinfo=UTC), last=datetime(2026, 1, 1, tzinfo=UTC), corrections=0)


Instants = dict[str, tuple[int, int]]
"""By UID the seconds since 1970 at which an event begins and ends."""

_ICAL_JS = """
const { default: ICAL } = await import(process.argv[1]);
let text = "";
process.stdin.setEncoding("utf8");
for await (const piece of process.stdin) text += piece;
const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const told = {};
for (const one of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(one);
  told[event.uid] = [event.startDate.toUnixTime(), event.endDate.toUnixTime()];
}
console.log(JSON.stringify(told));
"""
_LIBICAL = """
import json, sys
import gi
gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib
calendar = ICalGLib.Component.new_from_string(sys.stdin.read())
told = {}
event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
while event is not None:
    moments = (event.get_dtstart(), event.get_dtend())
    told[event.get_uid()] = [one.as_timet_with_zone(one.get_timezone()) for one in moments]
    event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
print(json.dumps(told))
"""


def by_ical_js(ics: bytes) -> Instants:
    """Return what ical.js reads, the engine of Thunderbird; without it the test is skipped."""
    node, library = shutil.which("node"), os.environ.get("TRUSTCRM_ICAL_JS", "")
    if node is None or not Path(library).is_file():
        pytest.skip("ical.js is not here: node must be on the path, and TRUSTCRM_ICAL_JS name its file dist/ical.js.")
    return _asked([node, "--input-type=module", "-e", _ICAL_JS, Path(library).resolve().as_uri()], ics)


def by_libical(ics: bytes) -> Instants:
    """Return what libical reads, the engine of GNOME and KDE; without it the test is skipped."""
    for python in filter(None, (shutil.which("python3", path="/usr/bin"), shutil.which("python3"))):
        probe = [python, "-c", "import gi; gi.require_version('ICalGLib', '3.0'); from gi.repository import ICalGLib"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return _asked([python, "-c", _LIBICAL], ics)
    pytest.skip("libical is not here: no python3 finds ICalGLib 3.0 through gi (gir1.2-ical-3.0, python3-gi).")


def _asked(command: list[str], ics: bytes) -> Instants:
    done = subprocess.run(command, input=ics, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return {uid: (starts, ends) for uid, (starts, ends) in json.loads(done.stdout).items()}


def calendar_and_instants() -> tuple[bytes, Instants]:
    """Return the meetings as one calendar, and by UID when they begin and end."""
    meetings = generated()
    events = [event_of(one, f"{number}@x", WHEN, "UTC") for number, (one, _) in enumerate(meetings)]
    return calendar_of(events).octets(), {f"{number}@x": when for number, (_, when) in enumerate(meetings)}


@pytest.mark.parametrize("engine", [by_ical_js, by_libical])
def test_a_thousand_events_in_thirty_one_zones_begin_and_end_at_the_very_instant(
    engine: Callable[[bytes], Instants],
) -> None:
    octets, wanted = calendar_and_instants()
    read = engine(octets)
    assert len(read) == COUNT
    assert {uid: told for uid, told in read.items() if told != wanted[uid]} == {}
