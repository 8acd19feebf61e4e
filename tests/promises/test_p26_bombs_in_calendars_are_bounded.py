"""P26: bombs in calendars are bounded in time and memory; the bad piece is named, and the rest is kept.

The system itself holds the program to its measure: it would end it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

GOOD = "BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;VALUE=DATE:20200704\r\nSUMMARY:Good {uid}\r\nEND:VEVENT\r\n"
START = "BEGIN:VEVENT\r\nUID:bomb\r\nDTSTART:20200704T090000Z\r\n"
END = "END:VEVENT\r\n"
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Odd\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
BOMBS = {
    "a rule by the second": START + "RRULE:FREQ=SECONDLY\r\n" + END,
    "a rule for ever": START + "RRULE:FREQ=DAILY;INTERVAL=1;UNTIL=50000101T000000Z\r\n" + END,
    "a rule that never comes": START + "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31\r\n" + END,
    "a long text": START + "DESCRIPTION:" + "a" * 3_000_000 + "\r\n" + END,
    "folds without end": START + "DESCRIPTION:" + "\r\n a" * 300_000 + "\r\n" + END,
    "many dates": START + "RDATE:" + ",".join(["20200705T090000Z"] * 60_000) + "\r\n" + END,
    "many guests": START + "ATTENDEE;CN=X:mailto:x@y.example\r\n" * 20_000 + END,
    "a zone by the second": ZONE + START.replace("DTSTART:", "DTSTART;TZID=Odd:").replace("Z\r\n", "\r\n") + END,
    "the last year": START.replace("2020", "9999") + "DURATION:P99999D\r\n" + END,
}
NESTED = START + "BEGIN:VALARM\r\n" * 20_000 + END
HARMLESS = {"a rule for ever", "many guests", "many dates", "nested"}
"""What is no more than large: all of it is read, up to as much as is told of one meeting."""
MOST_MEMORY, MOST_SECONDS = 400_000_000, 90
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[1]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
from trustcrm.cli import main
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.only_sqlite
@pytest.mark.plugin_tables
def test_p26_bombs_are_bounded_and_the_rest_is_kept(run: Run, office_path: Path, tmp_path: Path) -> None:
    bombs = {name: bomb.replace("UID:bomb", f"UID:{name}") for name, bomb in (BOMBS | {"nested": NESTED}).items()}
    pieces = [GOOD.format(uid=number) + bomb for number, bomb in enumerate(bombs.values())]
    text = f"BEGIN:VCALENDAR\r\n{''.join(pieces)}END:VCALENDAR\r\n"
    (tmp_path / "bombs.ics").write_bytes(text.encode())
    asked = ["--db", str(office_path), "calendar", "import", str(tmp_path / "bombs.ics"), "--json"]
    limits = [str(MOST_MEMORY), str(MOST_SECONDS)]
    done = subprocess.run([sys.executable, "-c", LIMITED, *limits, *asked], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    told = json.loads(done.stdout)
    titles = [one["title"] for one in told["entries"]]
    assert {f"Good {number}" for number in range(len(bombs))} <= set(titles)
    starts = {name: text[: text.index(f"UID:{name}\r\n")].count("\r\n") for name in bombs}
    named = [one["where"].partition(",")[0] for one in told["quarantined_entries"]]
    assert {name for name, line in starts.items() if f"line {line}" not in named} <= HARMLESS
    assert titles.count("meeting") <= 1000 * len(HARMLESS)
