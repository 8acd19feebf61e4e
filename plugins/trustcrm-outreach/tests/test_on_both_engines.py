"""Audiences, notices and questions on a server say what they say in a file."""

from __future__ import annotations

from pathlib import Path

from tests.on_both_engines import OnBothEngines


def test_notices_are_made_and_asked_about_alike_on_both_engines(on_both_engines: OnBothEngines, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    said.write_text("The beaches are open again.\n", encoding="utf-8")
    on_both_engines.walk(
        ("audience", "list"), ("audience", "show", "Consular corps", "--json"), ("notice", "list"),
        ("notice", "show", "1", "--json"), ("notice", "rule", "list"), ("outreach", "ledger", "--json"),
        ("outreach", "outdated"), ("outreach", "outdated", "--json"), ("outreach", "silent"),
        ("audience", "add", "Everybody", "--kind", "consulate", "--kind", "company"),
        ("notice", "add", "Beaches", "--audience", "Everybody", "--topic", "Beaches"),
        ("notice", "text", "Beaches", "--language", "en", "--subject", "Open again", "--file", str(said)),
        ("notice", "check", "Beaches", "--language", "en", "--by", "Ben"), ("notice", "draft", "Beaches"),
        ("notice", "list", "--json"), ("outreach", "ledger", "Beaches"),
        ("outreach", "ask", "When?", "--from", "Milan", "--by", "2020-07-03"), ("outreach", "questions"),
        ("outreach", "answer", "1", "Today.", "--kind", "call"), ("outreach", "questions", "--all", "--json"),
        ("outreach", "opt-out", "list"), ("audience", "retire", "Everybody"), ("report", "outreach"),
    )  # fmt: skip
