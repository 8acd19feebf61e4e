"""P28: paths inside UIDs and addresses are refused, or are no paths: what a device sends to the CalDAV server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.caldav_device import Client, event, serving

LEADING_OUT = ("../../x", "/etc/passwd", "..\\..\\x", "a/b", "C:\\x", "~/x", "file:///etc/passwd", "\u2215etc", ".")


@pytest.fixture
def ana(request: pytest.FixtureRequest) -> Iterator[Client]:
    """A device of Ana's at the server of an empty office."""
    office = request.getfixturevalue("trustcrm_office")
    _ = office.desk
    with serving(office.host.context("caldav-server"), office.host.context("calendar")) as served:
        yield served.device()


def test_p28_a_uid_is_no_path(ana: Client, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    for number, uid in enumerate(LEADING_OUT):
        assert ana.put(f"{number}.ics", event(uid=uid, title=uid)).status == 201
    assert sorted(ana.listed()) == [f"{ana.calendar}{number}.ics" for number in range(len(LEADING_OUT))]
    assert [one for one in sorted(tmp_path.rglob("*")) if one not in before and "office.db" not in one.name] == []


def test_p28_an_address_leads_to_no_file(ana: Client) -> None:
    for path in ("../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "..%5c..%5cx", "%00"):
        for method in ("GET", "PUT", "DELETE"):
            reply = ana.ask(method, ana.calendar + path, event() if method == "PUT" else b"")
            assert (reply.status in (400, 403, 404, 405), b"root:" in reply.body) == (True, False), (method, path)
    assert ana.listed() == {}
