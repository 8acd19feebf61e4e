from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trustcrm.plugin import Mention, Organisation, Person, Post, Tenure, UnreadableSource

Read = Callable[..., list[Any]]

CIVICRM = ["Contact ID", "Contact Type", "First Name", "Last Name", "Organization Name", "Current Employer",
           "Job Title", "Email", "Phone", "City", "Country", "Contact is in Trash", "Deceased Date"]  # fmt: skip


def test_an_individual_is_a_person_who_holds_a_seat_at_the_employer(read: Read) -> None:
    line = [
        "12",
        "Individual",
        "Aiko",
        "Sato",
        "",
        "Consulate of Japan",
        "Consul General",
        "a@x.example",
        "+1 2",
        "Reno",
    ]
    person, post, tenure = read("civicrm", [CIVICRM, [*line, "", "", ""]])
    body = Mention(noun="organisation", name="Consulate of Japan")
    assert person.record == Person(name="Aiko Sato", side=body, emails=("a@x.example",), phones=("+1 2",))
    assert post.record == Post(title="Consul General", side=body)
    assert tenure.record == Tenure(
        person=Mention(noun="person", name="Aiko Sato", ids=(("email", "a@x.example"),), side=body),
        post=Mention(noun="post", name=post.key),
        source="export.csv",
    )
    assert person.key == "civicrm contact 12"
    assert person.where == post.where == "line 2"


def test_an_organization_is_a_body_in_its_city(read: Read) -> None:
    line = ["3", "Organization", "", "", "Port Authority", "", "", "port@x.example", "", "Piran", "Slovenia", "", ""]
    (piece,) = read("civicrm", [CIVICRM, line])
    city = Mention(noun="city", name="Piran", country="Slovenia")
    assert piece.record == Organisation(name="Port Authority", city=city, emails=("port@x.example",))


def test_the_city_a_person_lives_in_is_left_where_it_is(read: Read) -> None:
    line = ["4", "Individual", "Ida", "Ferro", "", "", "", "", "", "Reno", "United States", "", ""]
    (piece,) = read("civicrm", [CIVICRM, line])
    assert piece.record == Person(name="Ida Ferro")
    assert piece.record.side is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({1: "Household"}, 'A contact of type "Household" is neither a person nor an organisation.'),
        ({11: "1"}, "It lies in CiviCRM's trash."),
        ({0: ""}, "It has no id of its own, by which it would be known again; export that column too."),
        ({2: "", 3: ""}, "The contact has no name."),
        ({12: "02/11/2023"}, '"02/11/2023" is no day; it must be written as 2024-03-31 or 2024-03-31 14:30.'),
    ],
)
def test_what_is_no_contact_is_rejected_beside_those_that_are(read: Read, changed: dict[int, str], reason: str) -> None:
    good = ["12", "Individual", "Aiko", "Sato", *[""] * 9]
    odd = [changed.get(place, cell) for place, cell in enumerate(["13", *good[1:]])]
    first, second = read("civicrm", [CIVICRM, odd, good])
    assert (first.where, first.reason) == ("line 2", reason)
    assert second.key == "civicrm contact 12"


def test_espocrm_gives_back_the_plus_that_it_kept_from_running(read: Read) -> None:
    head = ["id", "firstName", "lastName", "accountId", "accountName", "title", "phoneNumber"]
    (person,) = read("espocrm", [head, ["b1", "'=Eva", "Neri", "", "", "", "'+39 051 555"]])
    assert (person.record.name, person.record.phones) == ("=Eva Neri", ("+39 051 555",))


def test_an_account_of_espocrm_is_a_body(read: Read) -> None:
    head = ["id", "name", "website", "industry", "billingAddressCity", "billingAddressCountry", "emailAddress"]
    (piece,) = read("espocrm", [head, ["a1", "Theatre", "https://t.example", "", "Malmö", "Sweden", "t@t.example"]])
    city = Mention(noun="city", name="Malmö", country="Sweden")
    assert piece.record == Organisation(name="Theatre", website="https://t.example", city=city, emails=("t@t.example",))
    assert piece.key == "espocrm account a1"


def test_a_lead_of_espocrm_is_no_contact(read: Read) -> None:
    with pytest.raises(UnreadableSource, match="is no export of EspoCRM"):
        read("espocrm", [["id", "firstName", "lastName", "accountName", "status", "website", "industry"], ["1"] * 7])


def test_a_contact_of_hubspot_belongs_to_the_company_it_is_associated_with(read: Read) -> None:
    head = ["Record ID", "First Name", "Last Name", "Email", "Company Name", "Job Title", "Associated Company"]
    line = ["5101", "Gaëlle", "Roux", "g@m.example", "Old Name", "Director", "Bordeaux Métropole (9001);Forum"]
    person, post, _ = read("hubspot", [head, line])
    assert person.record.side == post.record.side == Mention(noun="organisation", name="Bordeaux Métropole")
    assert person.key == "hubspot contact 5101"


def test_two_who_share_a_mailbox_are_two(read: Read) -> None:
    head = ["Record ID", "First Name", "Last Name", "Email"]
    first, second = read("hubspot", [head, ["1", "Ann", "Berg", "m@x.example"], ["2", "Bo", "Lind", "m@x.example"]])
    assert (first.record.emails, first.key) == (second.record.emails, "hubspot contact 1")


def test_a_contact_that_stands_twice_counts_once(read: Read) -> None:
    head = ["Record ID", "First Name", "Last Name", "Email"]
    _, again = read("hubspot", [head, ["1", "Ann", "Berg", ""], ["1", "Ann", "Berg", ""]])
    assert again.reason == "It stands here twice; line 2 counts."


def test_another_title_is_another_seat(read: Read) -> None:
    head = ["Record ID", "First Name", "Last Name", "Company Name", "Job Title"]
    _, before, _ = read("hubspot", [head, ["1", "Ann", "Berg", "Port", "Deputy Mayor"]])
    _, after, _ = read("hubspot", [head, ["1", "Ann", "Berg", "Port", "Mayor"]])
    assert before.key != after.key


@pytest.mark.parametrize("heading", ["Financial Type", "Case ID", "Membership Type", "Pledge ID"])
def test_what_civicrm_tells_of_money_and_cases_is_refused(read: Read, heading: str) -> None:
    with pytest.raises(UnreadableSource):
        read("civicrm", [[*CIVICRM, heading], ["12", "Individual", "Aiko", "Sato", *[""] * 10]])
