"""Rows and shelves: what was put into a file is found there, and nothing else."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm_gazetteer.shelf import Rows, Shelf, rows_of, shelf_of

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\t\n"), max_size=20)
in_files = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def mapped(path: Path, content: bytes) -> mmap:
    path.write_bytes(content)
    with path.open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


@in_files
@given(kept=st.dictionaries(texts, texts, max_size=40), others=st.lists(texts))
def test_every_key_has_its_text_and_others_have_none(tmp_path: Path, kept: dict[str, str], others: list[str]) -> None:
    shelf = Shelf(mapped(tmp_path / "shelf", b"before" + shelf_of(kept) + b"behind"), len(b"before"))
    assert {key: shelf.find(key.encode()).decode() for key in kept} == kept
    assert not any(shelf.find(key.encode()) for key in others if key not in kept)


@in_files
@given(kept=st.lists(st.lists(st.binary(max_size=9), max_size=5), min_size=1, max_size=5))
def test_rows_may_be_made_of_rows(tmp_path: Path, kept: list[list[bytes]]) -> None:
    rows = Rows(mapped(tmp_path / "rows", rows_of(map(rows_of, kept))), 0)
    assert len(rows) == len(kept)
    for number, inner in enumerate(kept):
        assert [rows.within(number).row(at) for at in range(len(inner))] == inner
        assert rows.within(number).joined(range(len(inner))) == b"".join(inner)


def test_the_same_texts_in_any_order_make_the_same_shelf() -> None:
    kept = {f"key {number}": f"text {number}" for number in range(50)}
    assert shelf_of(kept) == shelf_of(dict(reversed(kept.items())))


@pytest.mark.parametrize("key", ["", "a", "key", "key 1\ttext 1", "ey 1"])
def test_a_part_of_a_line_is_no_key(tmp_path: Path, key: str) -> None:
    shelf = Shelf(mapped(tmp_path / "shelf", shelf_of({"key 1": "text 1"})), 0)
    assert shelf.find(key.encode()) == b""
    assert shelf.find(b"key 1") == b"text 1"
