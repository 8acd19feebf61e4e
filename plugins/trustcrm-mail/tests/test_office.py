"""Letters brought into a real office: whom it knows takes part, days are the office's own, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any, cast

import pytest

from trustcrm.office import OpenOffice
from trustcrm.plugin import (
    City,
    Colleague,
    Draft,
    ImporterSpec,
    Interaction,
    Mention,
    Participant,
    Person,
    PluginContext,
    Record,
)
from trustcrm.services.plugin_desk import PluginServices
from trustcrm_mail.importer import MailImporter
from trustcrm_mail.plugin import register_importers

Read = Callable[..., list[Any]]
Letter = Callable[..., bytes]
Mbox = Callable[..., bytes]
Knows = Callable[[Record], int]


@pytest.fixture
def services(trustcrm_office: OpenOffice) -> PluginServices:
    return PluginServices(trustcrm_office.desk, "mail")


@pytest.fixture
def knows(services: PluginServices) -> Knows:
    """Records something in the office."""
    return lambda record: services.record(Draft(key=repr(record), record=record))


@pytest.fixture
def importer(services: PluginServices, trustcrm_office: OpenOffice) -> MailImporter:
    (spec,) = register_importers()
    assert isinstance(spec, ImporterSpec)
    return cast(
        MailImporter,
        spec.factory(PluginContext(name="mail", office=services, ask=trustcrm_office.host.context("mail").ask)),
    )


@pytest.fixture
def consulate(knows: Knows) -> Mention:
    """A consulate's one mailbox, behind which the office knows two officers, in Nagoya."""
    knows(City(name="Nagoya", country="JP", wikidata="Q11751", time_zone="Asia/Tokyo"))
    for name in ("Kobayashi Haruka", "Ōta Kenji"):
        knows(Person(name=name, emails=("Consulate@post.example",), side=Mention(noun="city", name="Nagoya")))
    return Mention(noun="city", name="Nagoya", country="JP", ids=(("wikidata", "Q11751"),), create=False)


def _who(draft: Any) -> list[tuple[str, str]]:
    return [((part.person or part.colleague or part.side).name, part.role) for part in draft.parts]


def test_our_side_is_the_offices_home(importer: MailImporter, read: Read, letter: Letter) -> None:
    (draft,) = read(letter(), importer, home="")
    assert draft.record.receiver == Mention(noun="city", name="Homeville", country="US", create=False)


def test_officers_of_one_mailbox_are_told_apart_by_name(
    importer: MailImporter, consulate: Mention, read: Read, letter: Letter, mbox: Mbox
) -> None:
    wrote = ["Kobayashi Haruka <consulate@post.example>", '"Kenji, Ota" <consulate@post.example>']
    drafts = read(mbox(*(letter(From=who) for who in wrote)), importer)
    assert [_who(draft) for draft in drafts] == [[("Kobayashi Haruka", "from")], [("Ōta Kenji", "from")]]
    assert [draft.record.giver for draft in drafts] == [consulate, consulate]


def test_a_name_at_another_address_and_an_address_without_a_name_are_nobody(
    importer: MailImporter, consulate: Mention, read: Read, letter: Letter, mbox: Mbox
) -> None:
    wrote = ["Kobayashi Haruka <haruka@elsewhere.example>", "consulate@post.example"]
    drafts = read(mbox(*(letter(From=who) for who in wrote)), importer, **{"with": "Porto"})
    assert [_who(draft) for draft in drafts] == [[], []]
    assert [draft.record.giver.name for draft in drafts] == ["Porto", "Porto"]


def test_two_who_go_by_one_name_are_not_guessed(
    trustcrm_office: OpenOffice, importer: MailImporter, read: Read, letter: Letter
) -> None:
    with trustcrm_office.desk.writing("add", "namesakes") as writer:
        for address in ("jan@milano.example", "jan@nagoya.example"):
            writer.add(Person(name="Jan Novak", emails=(address,)))
    (draft,) = read(letter(From="Jan Novak <jan@milano.example>"), importer)
    assert draft.parts == ()


def test_colleagues_of_one_mailbox_take_part_by_name(
    importer: MailImporter, knows: Knows, read: Read, letter: Letter, mbox: Mbox
) -> None:
    for name in ("Marisol Quintero", "Daniel Okafor"):
        knows(Colleague(name=name))
    drafts = read(
        mbox(
            letter(From="Marisol Quintero <desk@city.example>", To="g@milano.example"),
            letter(To='"Okafor, Daniel" <desk@city.example>', Cc="International Desk <desk@city.example>"),
            letter(From="Daniel Okafor <daniel@elsewhere.example>"),
        ),
        importer,
        **{"with": "Porto"},
    )
    assert [_who(draft) for draft in drafts] == [[("Marisol Quintero", "from")], [("Daniel Okafor", "to")], []]
    back = Mention(noun="interaction", name="")
    who = Mention(noun="colleague", name="Marisol Quintero", create=False)
    assert drafts[0].parts == (Participant(interaction=back, colleague=who, role="from"),)


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("Fri, 1 Mar 2024 08:30:59 +0900", date(2024, 2, 29), time(15, 30)),
        ("Fri, 1 Mar 2024 08:30:00 -0800", date(2024, 3, 1), time(8, 30)),
        ("Sun, 10 Mar 2024 12:00:00 +0100", date(2024, 3, 10), time(4, 0)),
        ("Fri, 1 Mar 2024 08:30:00 -0000", date(2024, 3, 1), None),
        ("1 Mar 2024 08:30", date(2024, 3, 1), None),
    ],
)
def test_day_and_hour_are_those_of_the_offices_zone(
    trustcrm_office: OpenOffice, importer: MailImporter, read: Read, letter: Letter, written: str, on: date, at: time
) -> None:
    with trustcrm_office.desk.writing("correct", "zone") as writer:
        writer.correct("office", 1, {"time_zone": "America/Los_Angeles"})
    (draft,) = read(letter(Date=written), importer)
    assert (draft.record.on, draft.record.at) == (on, at)


def test_a_moment_after_the_last_day_there_is_is_none(importer: MailImporter, read: Read, letter: Letter) -> None:
    (piece,) = read(letter(Date="Fri, 31 Dec 9999 23:00:00 -1200"), importer)
    assert piece.reason == "It does not say when it was written."


def test_letters_come_in_once_from_two_mailboxes_and_are_taken_back_as_one(
    trustcrm_office: OpenOffice, services: PluginServices, knows: Knows, letter: Letter, mbox: Mbox, tmp_path: Path
) -> None:
    from trustcrm.services.importing.reading import importer_for, task_of
    from trustcrm.services.importing.run import run_import

    knows(City(name="Milan", country="IT"))
    knows(Colleague(name="Marisol Quintero"))
    sent = letter(From="Marisol Quintero <desk@city.example>", To="g@milano.example", Message_ID="<2@city.example>")
    host, options = trustcrm_office.host, {"our": "city.example", "with": "Milan, IT"}
    outcomes = []
    for name, letters in (
        ("one.mbox", [letter(), sent]),
        ("two.mbox", [letter(Received="x"), letter(Message_ID="<3@x>")]),
    ):
        path = tmp_path / name
        path.write_bytes(mbox(*letters))
        task = task_of(host, importer_for(host, "auto", path), path, options)
        outcomes.append(run_import(trustcrm_office.desk, task))
    assert [(one.created, one.same, one.items) for one in outcomes] == [
        ({"interaction": 2, "participant": 1}, 0, []),
        ({"interaction": 1}, 1, []),
    ]
    kept = services.read("interaction", 2)
    assert isinstance(kept, Interaction)
    assert (kept.direction, kept.mode, kept.words) == ("one-way", "mail", "Test kits")
