"""A sync killed by the system in the middle of a write, and run again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Any

import pytest

PROGRAM = "from trustcrm.cli import program; program()"


@pytest.mark.parametrize(("method", "fault"), [("PUT", "held"), ("PUT", "held after"), ("REPORT", "held")])
def test_a_sync_that_is_killed_is_finished_by_the_next(
    radicale: Any, faulty: Any, configured: Any, office: Any, make_office: Any, tmp_path: Path, method: str, fault: str
) -> None:
    url = radicale.new()
    configured(faulty.at(url), radicale)
    on = make_office(office(), url, radicale.login)
    for number in range(3):
        on.add(title=f"Visit {number}")
    held, go_on = Event(), Event()
    asked: list[str] = []

    def fault_of(told: str, kind: str) -> str:
        asked.append(told)
        return fault if told == method and asked.count(method) == 1 else ""

    faulty.fault, faulty.held, faulty.go_on = fault_of, held, go_on
    (place,) = tmp_path.glob("trustcrm-office/*.db")
    command = [sys.executable, "-c", PROGRAM, "--db", str(place), "calendar", "sync", "shared"]
    environment = os.environ | {"CALENDAR_PASSWORD": "an app password"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            while not held.wait(0.05):
                assert process.poll() is None, process.communicate()
        finally:
            process.kill()
            go_on.set()
    faulty.fault = lambda told, kind: ""
    on.sync()
    assert on.sync() == []
    assert len(on.there()) == len(on.engagements()) == 3
