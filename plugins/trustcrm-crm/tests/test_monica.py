from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from trustcrm.plugin import Draft, Mention, Person, Rejected

Read = Callable[..., list[Any]]


def _account(*contacts: Any, activities: Any = (), zone: str = "Asia/Tokyo") -> str:
    user = {"uuid": "u1", "properties": {"timezone": zone} if zone else {}}
    data = [("user", [user]), ("contact", list(contacts)), ("activity", list(activities))]
    lists = [{"count": len(values), "type": kind, "values": values} for kind, values in data]
    return json.dumps({"version": "1.0-preview.1", "app_version": "3.7.0", "account": {"uuid": "a", "data": lists}})


def _contact(uuid: str = "c1", data: Any = (), **told: Any) -> Any:
    return {"uuid": uuid, "properties": {"first_name": "Yuki", "last_name": "Abe", **told}, "data": list(data)}


def _call(at: str, **told: Any) -> Any:
    return {"type": "call", "values": [{"uuid": "k1", "properties": {"called_at": at, **told}}]}


def test_a_contact_is_a_person_with_what_reaches_them(read: Read) -> None:
    told = ["yuki@nic.example", "+81 52 555 0101", "https://social.example/@yuki", "@yuki"]
    fields = {"type": "contact_field", "values": [{"uuid": text, "properties": {"data": text}} for text in told]}
    (piece,) = read("monica", _account(_contact(data=[fields], nickname="Yu")))
    assert piece.record == Person(
        name="Yuki Abe", aliases=("Yu",), emails=("yuki@nic.example",), phones=("+81 52 555 0101",)
    )
    assert (piece.key, piece.where) == ("monica contact c1", "contact c1")


def test_what_several_did_together_is_one_interaction(read: Read) -> None:
    both = [{"type": "activity", "values": ["x1"]}]
    one, other = _contact(data=both, company="Museum"), _contact("c2", both, first_name="Otto", company="Port")
    activity = {"uuid": "x1", "properties": {"summary": "Dinner", "happened_at": "2023-09-30T00:00:00.000000Z"}}
    piece = read("monica", _account(one, other, activities=[activity]))[-1]
    assert (piece.record.kind, piece.record.on, piece.record.at) == ("meeting", date(2023, 9, 30), None)
    assert piece.record.receiver == Mention(noun="organisation", name="Museum")
    assert [(part.person.name, part.side.name) for part in piece.parts] == [
        ("Yuki Abe", "Museum"),
        ("Otto Abe", "Port"),
    ]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Tokyo"])
def test_a_day_without_an_hour_never_moves(read: Read, zone: str) -> None:
    call = read("monica", _account(_contact(data=[_call("2023-05-10T00:00:00.000000Z")], company="M"), zone=zone))[-1]
    assert (call.record.on, call.record.at) == (date(2023, 5, 10), None)


def test_an_hour_is_that_of_the_zone_which_the_export_states(read: Read) -> None:
    contact = _contact(data=[_call("2023-05-04T22:30:00.000000Z", contact_called=True)], company="Museum")
    stated = read("monica", _account(contact))[-1]
    assert (stated.record.on, stated.record.at) == (date(2023, 5, 5), time(7, 30))
    assert stated.record.giver == Mention(noun="organisation", name="Museum")
    told = read("monica", _account(contact), time_zone="UTC")[-1]
    assert (told.record.on, told.record.at) == (date(2023, 5, 4), time(22, 30))
    neither = read("monica", _account(contact, zone=""))[-1]
    assert "--time-zone" in neither.reason


def test_of_several_users_the_zone_of_whoever_exported_counts(read: Read) -> None:
    contact = _contact(data=[_call("2023-05-04T22:30:00.000000Z")], company="Museum")
    account = json.loads(_account(contact))
    account["account"]["data"][0]["values"].append({"uuid": "u2", "properties": {"timezone": "America/Lima"}})
    told = {"version": account["version"], "app_version": "4.0.0", "exported_by": "u2", "account": account["account"]}
    assert read("monica", json.dumps(told))[-1].record.at == time(17, 30)


def test_a_relative_of_a_contact_is_left_where_they_are(read: Read) -> None:
    (piece,) = read("monica", _account(_contact(is_partial=True)))
    assert isinstance(piece, Rejected)


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, {"uuid": 7}, {"uuid": "c9", "properties": 3, "data": 4}])
def test_what_is_no_contact_hides_no_other(read: Read, odd: Any) -> None:
    drafts = [piece for piece in read("monica", _account(odd, _contact())) if isinstance(piece, Draft)]
    assert [draft.key for draft in drafts] == ["monica contact c1"]


def test_private_notes_stay_in_monica(read: Read) -> None:
    note = {"type": "note", "values": [{"uuid": "n1", "properties": {"body": "a secret"}}]}
    assert "secret" not in repr(read("monica", _account(_contact(data=[note]))))
