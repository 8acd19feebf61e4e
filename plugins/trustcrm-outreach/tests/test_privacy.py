"""What is kept of people here is handed out, erased, hidden and carried like everything else of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Office = Any


def everything_in(office: Office) -> bytes:
    """Return every octet of the office's database."""
    return office.path.read_bytes()  # type: ignore[no-any-return]


def test_an_erased_person_is_in_no_table_and_the_sums_stand(office: Office, tmp_path: Path) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.notice()
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "out")
    office.run("outreach", "opt-out", "add", "morita@japan.example", "--words", "Morita Kenji asked us.")
    office.run("outreach", "ask", "May Morita Kenji travel?", "--from", "person Morita Kenji", "--by", "2020-04-01")
    told = office.run("person", "data", "Morita Kenji")
    assert told.count("morita@japan.example") >= 3
    assert "May Morita Kenji travel?" in told
    before = office.told("notice", "list")
    office.run("person", "erase", "Morita Kenji", "--why", "asked us to", "--yes")
    for trace in (b"morita@japan.example", b"Morita"):
        assert trace not in everything_in(office)
    assert office.told("notice", "list") == before
    assert "erased person 7" in office.run("outreach", "ledger")
    office.run("person", "add", "Kenji M", "--side", "Consulate General of Japan", "--email", "Morita@japan.example")
    office.run("notice", "revise", "1", "--why", "More.")
    office.write("Travel rules", "en", "More.")
    assert "1 person has no address, 1 person has opted out" in office.run("notice", "draft", "1")


def test_an_opt_out_outlives_undo_and_a_second_import(office: Office, tmp_path: Path) -> None:
    lines = ("BEGIN:VCARD", "VERSION:4.0", "UID:urn:x:1", "FN:Elsa Berg", "EMAIL:elsa@x.example", "END:VCARD", "")
    (tmp_path / "a.vcf").write_text("\r\n".join(lines), "utf-8")
    office.run("audience", "add", "Friends", "--tag", "friend")
    office.run("import", "vcard", str(tmp_path / "a.vcf"))
    office.run("tag", "add", "friend", "--about", "person Elsa Berg")
    tagged = office.told("history")[0]["change"]
    office.run("outreach", "opt-out", "add", "elsa@x.example")
    office.run("undo", str(tagged))
    office.run("batches", "undo", "1")
    office.run("import", "vcard", str(tmp_path / "a.vcf"))
    office.run("tag", "add", "friend", "--about", "person Elsa Berg")
    assert office.told("audience", "show", "Friends")["opted_out"] == 1


def test_a_restricted_question_is_seen_by_nobody_who_may_not(office: Office) -> None:
    office.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    office.run("colleague", "add", "Lee", "--login", "lee", "--role", "reader")
    asked = ("outreach", "ask", "Is the consul unwell?", "--from", "Consulate General of Japan", "--by", "2020-04-01")
    office.run(*asked, "--restricted")
    assert "unwell" in office.run("outreach", "questions")
    for words in (
        ("outreach", "questions", "--all"), ("report", "outreach"), ("due", "--days", "90"), ("search", "unwell"),
        ("organisation", "show", "Consulate General of Japan"),
    ):  # fmt: skip
        assert "unwell" not in office.result(*words, who="lee").output, words


def test_everything_is_the_same_after_an_export_and_a_restore(office: Office, tmp_path: Path) -> None:
    office.notice()
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "out")
    office.run("outreach", "opt-out", "add", "morita@japan.example")
    told = [office.told("outreach", "ledger"), office.told("outreach", "opt-out", "list")]
    office.run("export", str(tmp_path / "whole"))
    again = type(office)(tmp_path / "again.db")
    again.run("db", "restore", str(tmp_path / "whole"))
    assert [again.told("outreach", "ledger"), again.told("outreach", "opt-out", "list")] == told


def test_who_is_merged_is_told_once(office: Office, tmp_path: Path) -> None:
    office.notice()
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "out")
    office.run("person", "merge", "Morita Kenji", "Kobayashi Haruka")
    (row,) = office.told("report", "outreach", "--as-of", "2020-03-02")["blocks"][2]["rows"]
    assert row["cells"][2:4] == [7, 6]


def test_no_address_stands_in_a_mark(office: Office) -> None:
    office.run("outreach", "opt-out", "add", "morita@japan.example")
    with closing(sqlite3.connect(office.path)) as connection:
        ((mark,),) = connection.execute("SELECT mark FROM plugin_outreach_opt_out").fetchall()
    assert "morita" not in mark
