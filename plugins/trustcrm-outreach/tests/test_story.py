"""Story 5: a consulate with one mailbox for five officers; one mail goes, five people are reached, as it is said."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

Office = Any
FIVE = ("Anahit Aramyan", "Bagrat Balyan", "Davit Danielyan", "Gayane Gevorgyan", "Yeva Yeranosyan")


def mails(folder: Path) -> list[Any]:
    """Return what lies in a folder, as a mail program reads it."""
    return [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]


def table(office: Office, heading: str, about: str = "") -> list[dict[str, Any]]:
    """Return the rows of a table of the report, by column."""
    blocks = office.told("report", "outreach")["blocks"]
    place = next(n for n, block in enumerate(blocks) if block["block"] == "heading" and block["text"] == heading)
    found = blocks[place + 1]
    titles = [column["title"] for column in found["columns"]]
    return [dict(zip(titles, row["cells"], strict=True)) for row in found["rows"]]


def panel(office: Office, subject: str) -> str:
    """Return what stands beside somebody."""
    noun, _, name = subject.partition(" ")
    return str(office.run(noun, "show", name))


def test_one_mailbox_of_five_officers_is_one_mail_and_five_people(office: Office, tmp_path: Path) -> None:
    rule = ("notice", "rule", "add", "Arriving", "--words")
    office.run(*rule, "14 days at home", "--source", "Health officer's order 7", "--as-of", "2020-03-01")
    office.run(*rule, "No entry from abroad", "--country", "am", "--source", "mfa.example", "--as-of", "2020-02-28")
    shown = office.run("audience", "show", "Corps")
    assert "3 mails reach 7 people; 1 mailbox is read by several, 1 person has no address." in shown
    office.notice(topic="Arriving")
    office.write("Travel rules", "hy", "Մնացեք տանը։", checked=False)
    assert "3 mails reach 7 people" in office.run("notice", "draft", "1")
    assert office.refused("notice", "release", "1").startswith("Nothing is released without a person")
    assert office.send(tmp_path / "out")["sent"] == []
    office.run("notice", "release", "1", "--yes")
    done = office.send(tmp_path / "out")
    assert len(done["sent"]) == len(mails(tmp_path / "out")) == 3

    armenia = next(mail for mail in mails(tmp_path / "out") if mail["To"] == "mail@armenia.example")
    assert [armenia[name] for name in ("From", "Content-Language")] == [
        "Office of Protocol <protocol@city.example>", "en",
    ]  # fmt: skip
    assert armenia["List-Unsubscribe"] == "<mailto:protocol@city.example?subject=unsubscribe>"
    assert (armenia["Bcc"], armenia["Cc"]) == (None, None)
    body = armenia.get_content().replace("\r\n", "\n")
    assert "Los Angeles: 14 days at home\n(Health officer's order 7, 2020-03-01)" in body
    assert "AM: No entry from abroad\n(mfa.example, 2020-02-28)" in body
    assert body.index("Los Angeles:") < body.index("AM:")
    (row,) = table(office, "Whom each notice reached")
    assert row == {
        "audience": "Corps", "notice": "Travel rules, version 1", "belong to it": 8, "reached": 7, "mails that went": 3,
        "mailboxes read by several": 1, "told by hand": 0, "not reached": 1, "opted out": 0,
    }  # fmt: skip
    silent = office.told("outreach", "silent", "--days", "1")
    assert (silent["people"], silent["looked_at"]) == (1, 8)
    office.run("outreach", "told", "4", "--how", "by telephone")

    office.on("2020-03-20")
    office.run("notice", "revise", "1", "--why", "Masks were added.")
    office.write("Travel rules", "en", "Stay at home and wear a mask.")
    office.write("Travel rules", "hy", "Մնացեք տանը և դիմակ կրեք։")
    office.run("notice", "release", "1", "--yes")
    assert {(one["holds"], one["newest"]) for one in office.told("outreach", "outdated", "1")} == {(1, 2)}
    later = office.send(tmp_path / "later", "--delivery", "5")
    (second,) = mails(tmp_path / "later")
    assert (later["sent"], second["To"], second["Content-Language"]) == ([5], "mail@armenia.example", "hy")
    assert second["References"] == armenia["Message-ID"]
    outdated = office.told("outreach", "outdated")
    assert "Nobody" not in office.result("outreach", "outdated").stderr
    assert sorted(one["name"] for one in outdated) == ["Consulate of Luxembourg", "Kobayashi Haruka", "Morita Kenji"]
    assert {(one["holds"], one["newest"]) for one in outdated} == {(1, 2)}
    assert "holds notice 1 version 1, outdated: version 2 is out (Travel rules)." in panel(
        office, "person Morita Kenji"
    )
    assert "5 people here: holds notice 1 version 2 (Travel rules)." in panel(
        office, "organisation Consulate General of Armenia"
    )
    assert [one["who"] for one in table(office, "Who holds an earlier version")] == [
        "Consulate of Luxembourg", "Kobayashi Haruka", "Morita Kenji",
    ]  # fmt: skip

    (silent,) = office.told("outreach", "silent", "--days", "15")["mailboxes"][:1]
    assert silent["since"] == "2020-03-02"
    office.run("outreach", "bounced", "5", "--why", "550 the mailbox is full")
    everybody = office.told("outreach", "silent", "--days", "15", "--audience", "Corps")
    (shared,) = (one for one in everybody["mailboxes"] if one["mailbox"] == "mail@armenia.example")
    assert [one["name"] for one in shared["members"]] == list(FIVE)
    assert everybody["people"] == 8


def test_a_question_is_promised_an_answer_and_due_says_when_it_is_late(office: Office) -> None:
    office.notice()
    asked = ("outreach", "ask", "Do students count?", "--from", "person Morita Kenji", "--by", "2020-03-06")
    office.run(*asked, "--notice", "1")
    office.on("2020-03-09")
    due = [one for one in office.told("due") if one["kind"] == "follow-up"]
    assert [(one["on"], "Do students count?" in one["reason"]) for one in due] == [("2020-03-06", True)]
    (row,) = table(office, "Questions without an answer")
    assert (row["question"], row["days late"]) == ("Do students count?", 3)
    assert "Waits for our answer, overdue" in panel(office, "person Morita Kenji")
    assert "3 days late" in office.run("outreach", "answer", "1", "They do.", "--kind", "call")
    assert [one for one in office.told("due") if one["kind"] == "follow-up"] == []
    (told,) = office.told("outreach", "questions", "--all")
    assert (told["answered_on"], told["promised_by"], told["overdue"]) == ("2020-03-09", "2020-03-06", False)
    assert office.told("outreach", "questions") == []


def test_what_went_stands_among_the_offices_interactions_and_moves_no_reading(office: Office, tmp_path: Path) -> None:
    office.notice()
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "out")
    found = office.told("interaction", "list")
    assert {one["kind"] for one in found} == {"announcement"}
    assert {one["direction"] for one in found} == {"one-way"}
    assert len(found) == 3
    ledger = office.told("outreach", "ledger")
    assert {one["interaction_id"] for one in ledger if one["state"] == "sent"} == {one["id"] for one in found}
