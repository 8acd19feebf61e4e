"""Audiences, notices and questions on a server say what they say in a file."""

from __future__ import annotations

from pathlib import Path

from tests.on_both_engines import OnBothEngines


def test_notices_are_made_and_asked_about_alike_on_both_engines(on_both_engines: OnBothEngines, tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    said.write_text("The beaches are open again.\n", encoding="utf-8")
    on_both_engines.walk(
        ("audience", "show", "Consular corps", "--json"), ("outreach", "outdated", "--json"), ("outreach", "silent"),
        ("notice", "add", "Beaches", "--audience", "Consular corps"),
        ("notice", "text", "Beaches", "--language", "en", "--subject", "Open again", "--file", str(said)),
        ("notice", "draft", "Beaches"), ("notice", "list"),
        ("outreach", "ask", "When?", "--from", "Milan", "--by", "2020-07-03"), ("report", "outreach"),
    )  # fmt: skip
