"""Whom a plan tells, by which mailbox, and in which language."""

from __future__ import annotations

from typing import Any

import pytest

from trustcrm_outreach.drafting import Group, language_of, plan
from trustcrm_outreach.members import Member, usable
from trustcrm_outreach.notices import Text, Version

Office = Any


def member(row: int, *languages: str, address: str = "a@x.example", side: int = 1) -> Member:
    return Member(noun="person", id=row, name=str(row), side=side, address=address, languages=languages)


def version(*languages: str) -> Version:
    texts = [
        Text(language=one, subject="s", body="b", written_by="a", checked_by="c", checked_on=None) for one in languages
    ]
    return Version(id=1, notice=1, number=1, why="", released_at=None, released_by="", texts=texts)


@pytest.mark.parametrize(
    ("own", "language"),
    [
        ([()], "en"),
        ([("es", "en")], "es"),
        ([("zh",)], "zh-Hant"),
        ([("es",), ("en",), ("es",)], "es"),
        ([("es",), ("en",)], "en"),
        ([("ja",), ("ja",), ("es",)], "es"),
    ],
)
def test_a_mailbox_is_written_to_in_the_language_most_would_choose(own: list[tuple[str, ...]], language: str) -> None:
    group = Group(mailbox="a@x.example", members=[member(row, *spoken) for row, spoken in enumerate(own)])
    assert language_of(group, version("en", "es", "zh-Hant")) == language


def test_one_mailbox_is_one_group_however_it_is_spelled_and_who_has_none_is_told_by_side() -> None:
    found = [member(1), member(2, address="A@X.example"), member(3, address=""), member(4, address="", side=2)]
    told = plan([*found, member(5, address="out@x.example")], lambda address: address == "out@x.example")
    assert [[one.id for one in group.members] for group in told.groups] == [[1, 2], [3], [4]]
    assert ([one.id for one in told.opted_out], told.people) == ([5], 5)


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (("consul@x.example",), "consul@x.example"),
        (("ä@x.example", " b@x.example "), "b@x.example"),
        (("a@x.example\r\nBcc: b@x.example",), ""),
        (("a@x.example, b@x.example", "a@b@x.example", "a", "a@x"), ""),
        ((), ""),
    ],
)
def test_an_address_is_one_address_or_none(addresses: tuple[str, ...], found: str) -> None:
    assert usable(addresses) == found


def test_an_audience_knows_holders_districts_countries_and_tags(office: Office) -> None:
    japan = "Consulate General of Japan"
    office.run(
        "post", "add", "Consul General", "--side", japan, "--district", "Southern California", "--language", "en"
    )
    office.run(
        "tenure", "add", "--person", "Morita Kenji", "--post", "1", "--from-on", "2018-01-01", "--to-on", "2020-02-01"
    )
    office.run("tenure", "add", "--person", "Kobayashi Haruka", "--post", "1", "--from-on", "2020-02-02")
    office.run("person", "add", "Aline Roux", "--email", "aline@press.example")
    office.run("tag", "add", "press", "--about", "person Aline Roux")

    def names(*words: str) -> list[str]:
        name = "Those of " + " ".join(words)
        office.run("audience", "add", name, *words)
        groups = office.told("audience", "show", name)["groups"]
        return [one["name"] for group in groups for one in group["members"]]

    assert names("--district", "california") == ["Kobayashi Haruka"]
    assert names("--country", "jp") == ["Kobayashi Haruka"]
    assert names("--tag", "press") == ["Aline Roux"]
    assert names("--language", "hy", "--kind", "consulate") == [
        "Anahit Aramyan", "Bagrat Balyan", "Davit Danielyan", "Gayane Gevorgyan", "Yeva Yeranosyan",
    ]  # fmt: skip
    assert names("--kind", "company") == []
    assert "already" in office.refused("audience", "add", "corps", "--kind", "company")
