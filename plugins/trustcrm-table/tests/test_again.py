"""What an import rejected can be corrected in its file and brought again with the same mapping."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from trustcrm.plugin import Draft, Rejected, Source, Tie

ReadSource = Callable[[Source], list[Draft | Rejected]]

MAPPING = """
noun = "tie"
key = ["a", "b"]
delimiter = "|"
encoding = "cp1252"
[columns]
one = { noun = "city", name = "a" }
other = { noun = "city", name = "b" }
since = { column = "since" }
"""


def test_a_corrected_piece_is_read_under_the_key_it_had(tmp_path: Path, read_source: ReadSource) -> None:
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    first = tmp_path / "first.csv"
    first.write_bytes("a|b|since\nMálaga|Zürich|2020-02-31\n".encode("cp1252"))
    options = {"map": str(tmp_path / "map.toml")}
    (rejected,) = read_source(Source(path=first, options=options))
    assert isinstance(rejected, Rejected)
    again = tmp_path / "first.csv.rejected.csv"
    again.write_text(
        'a,b,since,rejected at,rejected because\r\nMálaga,Zürich,2020-02-28,line 2,"no such day, says who"\r\n',
        encoding="utf-8-sig",
    )
    (draft,) = read_source(Source(path=again, options=options))
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert str(draft.record.one) == "Málaga"
    first.write_bytes("a|b|since\nMálaga|Zürich|2020-02-28\n".encode("cp1252"))
    (whole,) = read_source(Source(path=first, options=options))
    assert isinstance(whole, Draft)
    assert draft.key == whole.key


def test_without_a_mapping_the_two_columns_are_left_aside(tmp_path: Path, read_source: ReadSource) -> None:
    again = tmp_path / "again.csv"
    again.write_text("name,country,rejected at,rejected because\r\nMilan,IT,line 2,a reason\r\n", encoding="utf-8-sig")
    (draft,) = read_source(Source(path=again, options={"noun": "city"}))
    assert isinstance(draft, Draft)
