"""P28: paths inside UIDs and addresses are refused, or are no paths: what a device sends to the CalDAV server."""

from __future__ import annotations

from pathlib import Path

from tests.caldav_device import Client, event

LEADING_OUT = ("../../x", "/etc/passwd", "..\\..\\x", "a/b", "C:\\x", "~/x", "file:///etc/passwd", "\u2215etc", ".")


def test_p28_a_uid_is_no_path(caldav_device: Client, tmp_path: Path) -> None:
    ana = caldav_device
    before = sorted(tmp_path.rglob("*"))
    for number, uid in enumerate(LEADING_OUT):
        assert ana.put(f"{number}.ics", event(uid=uid, title=uid)).status == 201
    assert sorted(ana.listed()) == [f"{ana.calendar}{number}.ics" for number in range(len(LEADING_OUT))]
    assert [one for one in sorted(tmp_path.rglob("*")) if one not in before and "office.db" not in one.name] == []


def test_p28_an_address_leads_to_no_file(caldav_device: Client) -> None:
    ana = caldav_device
    for path in ("../../../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "..%2f..%2fetc%2fpasswd", "..%5c..%5cx", "%00"):
        for method in ("GET", "PUT", "DELETE"):
            reply = ana.ask(method, ana.calendar + path, event() if method == "PUT" else b"")
            assert (reply.status in (400, 403, 404, 405), b"root:" in reply.body) == (True, False), (method, path)
    assert ana.listed() == {}
