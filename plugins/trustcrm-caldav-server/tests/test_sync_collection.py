"""What changed since: each change once, in pages, and a token that is not known never means that nothing is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.caldav_device import DAV, NAMES, Client, Served, event, serving
from trustcrm.plugin import PluginContext

GONE = "HTTP/1.1 404 Not Found"


def sync(token: str) -> str:
    return (
        f"<D:sync-collection {NAMES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def test_each_change_is_told_once(ana: Client) -> None:
    etags = {name: ana.put(name, event(uid=name)).etag for name in ("a.ics", "b.ics", "c.ics")}
    there, token = ana.changes()
    assert there == {ana.calendar + name: etag for name, etag in etags.items()}
    assert ana.changes(token) == ({}, token)
    new = ana.put("a.ics", event(uid="a.ics", title="New"), If_Match=etags["a.ics"]).etag
    ana.ask("DELETE", ana.calendar + "b.ics")
    told, later = ana.changes(token)
    assert told == {ana.calendar + "a.ics": new, ana.calendar + "b.ics": GONE}
    assert (ana.changes(later)[0], later != token) == ({}, True)
    (props,) = ana.propfind(ana.calendar, "<D:sync-token/><S:getctag/>").responses.values()
    assert props.findtext(f".//{DAV}sync-token") == later


def test_pages_together_are_everything_once(ana: Client) -> None:
    for number in range(7):
        ana.put(f"{number}.ics", event(uid=str(number)))
    token, seen, pages = "", list[str](), 0
    while True:
        told, token = ana.changes(token, limit=3)
        pages += 1
        more = told.pop(ana.calendar, "")
        seen += told
        if not more:
            break
        assert more == "HTTP/1.1 507 Insufficient Storage"
    assert (sorted(seen), pages) == ([f"{ana.calendar}{number}.ics" for number in range(7)], 3)
    assert ana.changes(token)[0] == {}


@pytest.mark.parametrize(
    "strange",
    ["x", "data:,trustcrm/000000000000/engagements/1", "{}0", "{}99999999999999999999", "\u202e", "http://x/ns/sync/1"],
)
def test_a_token_that_is_not_known_is_refused_and_the_whole_is_there(ana: Client, strange: str) -> None:
    ana.put("a.ics", event())
    _, token = ana.changes()
    refused = ana.ask("REPORT", ana.calendar, sync(strange.format(token)))
    assert (refused.status, refused.condition) == (403, f"{DAV}valid-sync-token")
    assert len(ana.changes()[0]) == 1


def test_a_token_of_another_calendar_is_none_here(ana: Client) -> None:
    _, token = ana.changes(path=f"{ana.home}programme/")
    assert ana.ask("REPORT", ana.calendar, sync(token)).condition == f"{DAV}valid-sync-token"


def test_what_the_office_changed_is_told_too(ana: Client, served: Served) -> None:
    _, token = ana.changes()
    row = served.add(title="Visit")
    told, token = ana.changes(token)
    (href,) = told
    served.context.do.withdraw("engagement", row)
    assert ana.changes(token)[0] == {href: GONE}


def test_calendars_to_be_read_follow_the_office(ana: Client, served: Served) -> None:
    row = served.add(title="Parade", confidentiality="open")
    served.add(title="Talk")
    path = f"{ana.home}programme/"
    (href,), token = ana.changes(path=path)
    assert b"SUMMARY:Parade" in ana.ask("GET", href).body
    served.context.do.correct("engagement", row, {"title": "Great parade"})
    assert list(ana.changes(token, path=path)[0]) == [href]
    served.context.do.correct("engagement", row, {"confidentiality": "internal"})
    assert ana.changes(token, path=path)[0] == {href: GONE}
    assert ana.ask("GET", href).status == 404


def test_a_database_that_is_older_than_what_devices_know_begins_anew(
    contexts: tuple[PluginContext, PluginContext], tmp_path: Path
) -> None:
    """The database is put back to what it was before the last two events came."""
    office = tmp_path / "trustcrm-office" / "office.db"
    with serving(*contexts) as served:
        ana = served.device()
        ana.put("a.ics", event(uid="a"))
        with closing(sqlite3.connect(office)) as raw, closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
            raw.backup(kept)
        for name in ("b", "c"):
            ana.put(f"{name}.ics", event(uid=name))
        _, token = ana.changes()
    with closing(sqlite3.connect(office)) as raw, closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
        kept.backup(raw)
    with serving(*contexts) as served:
        again = Client(served.port, ana.person, ana.password)
        assert again.put("d.ics", event(uid="d")).status == 201
        refused = again.ask("REPORT", again.calendar, sync(token))
        assert (refused.status, refused.condition) == (403, f"{DAV}valid-sync-token")
        assert len(again.changes()[0]) == 2


def test_a_backup_that_is_restored_while_devices_are_served_begins_anew(
    contexts: tuple[PluginContext, PluginContext], tmp_path: Path
) -> None:
    office = tmp_path / "trustcrm-office" / "office.db"
    with serving(*contexts) as served:
        ana = served.device()
        ana.put("a.ics", event(uid="a"))
        with closing(sqlite3.connect(office)) as raw, closing(sqlite3.connect(tmp_path / "kept.db")) as kept:
            raw.backup(kept)
            ana.put("b.ics", event(uid="b"))
            served.add(title="Parade", confidentiality="open")
            tokens = {path: ana.changes(path=path)[1] for path in (ana.calendar, f"{ana.home}programme/")}
            kept.backup(raw)
        assert ana.get("b.ics").status == 503
        for name in ("b", "c"):
            assert ana.put(f"{name}.ics", event(uid=name, title=name)).status == 201
        for path, token in tokens.items():
            assert ana.ask("REPORT", path, sync(token)).condition == f"{DAV}valid-sync-token", path
        assert list(ana.changes()[0]) == [f"{ana.calendar}{name}.ics" for name in "abc"]
        assert {"b", "c"} <= served.engagements().keys()


def test_a_page_may_be_as_large_as_any_number(ana: Client) -> None:
    ana.put("a.ics", event())
    limited = sync("").replace("<D:prop>", f"<D:limit><D:nresults>{'9' * 5_000}</D:nresults></D:limit><D:prop>")
    assert list(ana.ask("REPORT", ana.calendar, limited).responses) == [f"{ana.calendar}a.ics"]
