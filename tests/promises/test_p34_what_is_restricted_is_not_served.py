"""P34: what is restricted is on no device, whoever's it is, and leaves those it was on."""

from __future__ import annotations

from datetime import date

from tests.caldav_device import NAMES, Client, Served
from trustcrm.plugin import City, Contribution, FollowUp, Interaction, Step

SECRET = "Quiet talk with the envoy"


def everything(client: Client) -> bytes:
    """Return all that a device can read of every calendar."""
    told = b""
    for calendar in ("engagements", "programme", "agreements", "follow-ups"):
        path = f"{client.home}{calendar}/"
        token = f"<D:sync-collection {NAMES}><D:sync-token/><D:prop><C:calendar-data/></D:prop></D:sync-collection>"
        query = (
            f"<C:calendar-query {NAMES}><D:prop><C:calendar-data/></D:prop><C:filter>"
            '<C:comp-filter name="VCALENDAR"/></C:filter></C:calendar-query>'
        )
        told += client.ask("REPORT", path, token).body + client.ask("REPORT", path, query).body
        told += client.ask("PROPFIND", path, Depth="1").body
        told += b"".join(client.ask("GET", href).body for href in client.listed(path))
    return told


def test_p34_no_device_reads_what_is_restricted(caldav_served: Served) -> None:
    served = caldav_served
    ana = served.device()
    served.add(title=SECRET, confidentiality="restricted", uid="envoy@x")
    row = served.add(title="Open to all", confidentiality="open")
    told = everything(ana)
    assert (SECRET.encode() in told, b"envoy" in told, b"Open to all" in told) == (False, False, True)
    _, token = ana.changes()
    served.context.do.correct("engagement", row, {"confidentiality": "restricted"})
    assert b"Open to all" not in everything(ana)
    ((_, status),) = ana.changes(token)[0].items()
    assert "404" in status


def test_p34_no_device_reads_what_is_to_be_done_about_what_is_restricted(caldav_served: Served) -> None:
    served = caldav_served
    ana, do, home, day = served.device(), served.context.do, served.context.ask.home().side, date(2030, 6, 1)
    rome = do.add(City(name="Rome", country="IT")).ids[0]
    talk = Interaction(kind="meeting", giver=home, receiver=rome, on=day, confidentiality="restricted")
    row = do.add(talk).ids[0]
    do.add(FollowUp(what=SECRET, due_on=day, interaction=row))
    given = Contribution(what=SECRET, giver=home, receiver=rome, confidentiality="restricted")
    gift = do.add(given).ids[0]
    do.add_step(Step(contribution=gift, state="pledged", on=day, due_on=date(2030, 7, 1)))
    held = served.add(title="Dinner with the envoy", starts_on=day, side=rome)
    open_one = do.add(FollowUp(what="Thank them", due_on=day)).ids[0]
    told = everything(ana)
    assert [words in told for words in (SECRET.encode(), b"Dinner", b"Thank them")] == [False, True, True]
    do.correct("interaction", do.hold(held), {"confidentiality": "restricted"})
    do.correct("follow-up", open_one, {"interaction": row})
    told = everything(ana)
    assert [words in told for words in (SECRET.encode(), b"Dinner", b"Thank them")] == [False, False, False]
