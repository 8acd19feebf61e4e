"""A tie is put to sleep and woken, each time with why; the letter is a draft in a file and nothing is sent."""

from __future__ import annotations

import stat
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

Office = Any
"""The office of `conftest.py`."""


def test_a_tie_sleeps_with_why_has_no_cadence_and_is_woken_with_why(office: Office, tmp_path: Path) -> None:
    assert {one["name"] for one in office.told("due") if one["kind"] == "contact"} == {"Mumbai", "Milan", "Oslo"}
    letter = tmp_path / "letter.eml"
    sleep = ("hibernate", "Mumbai", "--why", "half of us are furloughed", "--until", "2021-01-15")
    done = office.told(*sleep, "--letter", str(letter))
    assert done["letter"] == str(letter)
    (tie,) = (one for one in office.told("tie", "list") if one["id"] == 2)
    assert (tie["state"], tie["why"]) == ("hibernating", "half of us are furloughed")
    assert {one["name"] for one in office.told("due") if one["kind"] == "contact"} == {"Milan", "Oslo"}
    assert "Mumbai" not in office.run("plan", "--hours", "40")
    shown = office.run("show", "Mumbai")
    assert "Asleep, its cadence is paused: half of us are furloughed" in shown
    (look,) = (one for one in office.told("follow-up", "list") if one["due_on"] == "2021-01-15")
    assert (look["colleague"], look["side"]) == ("Ben", "Mumbai")
    assert office.refused("hibernate", "Mumbai", "--why", "x").startswith("The tie with Mumbai is hibernating")

    office.on("2021-01-15").run("wake", "Mumbai", "--why", "we are five again")
    assert office.line("Mumbai")["state"] == "active"
    (look,) = (one for one in office.told("follow-up", "list") if one["due_on"] == "2021-01-15")
    assert look["done_on"] == "2021-01-15"
    assert "Woken: we are five again (it had slept: half of us are furloughed)" in office.run("show", "Mumbai")
    assert "only one that hibernates is woken" in office.refused("wake", "Mumbai", "--why", "x")
    for state in ("hibernating", "active"):
        office.run("undo")
        assert office.line("Mumbai")["state"] == state


def test_the_letter_is_a_draft_for_whoever_holds_their_post_and_owes_nobody_anything(
    office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "letter.eml"
    office.run("hibernate", "Milan", "--why", "half of us are furloughed", "--letter", str(path))
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["X-Unsent"], mail["Subject"]) == (
        "giulia@milan.example", "1", "Los Angeles and Milan: a quiet time ahead"
    )  # fmt: skip
    text = mail.get_content()
    assert "tied since 1984" in text
    assert "half of us are furloughed." in text
    assert "owe" not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    refused = office.refused("wake", "Milan", "--why", "x", "--letter", str(path))
    assert "is there already" in refused
    assert office.line("Milan")["state"] == "hibernating"
    office.run("wake", "Milan", "--why", "we are five again", "--letter", str(tmp_path / "back.md"))
    assert "We have been quiet for a while" in (tmp_path / "back.md").read_text("utf-8")
    assert "not as .txt" in office.refused("hibernate", "Milan", "--why", "x", "--letter", "a.txt", ends=2)


def test_of_two_ties_with_one_side_a_person_says_which(office: Office) -> None:
    office.run("tie", "add", "--one", "Los Angeles", "--other", "Milan", "--kind", "project")
    assert "tie 4 (project) or tie 1 (sister)" in office.refused("hibernate", "Milan", "--why", "x")
    office.run("hibernate", "tie 4", "--why", "its money is spent")
    assert {one["id"]: one["state"] for one in office.told("tie", "list")}[4] == "hibernating"
    assert "not ahead" in office.refused("hibernate", "tie 1", "--why", "x", "--until", "2020-06-24")


def test_no_name_acts_in_a_letter(office: Office, tmp_path: Path) -> None:
    name = "Ödd\u202e City Bcc: eve@evil.example \x1b[31m名古屋"
    office.run("city", "add", name, "--bare")
    office.run("tie", "add", "--one", "Los Angeles", "--other", name)
    path = tmp_path / "letter.eml"
    office.run(
        "hibernate", "tie 4", "--why", "half of us\nBcc: eve@evil.example\nare furloughed", "--letter", str(path)
    )
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert set(mail.keys()) == {"Subject", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    assert not {"\x1b", "\u202e"} & {*str(mail["Subject"]), *mail.get_content()}
    assert "名古屋" in mail["Subject"]
