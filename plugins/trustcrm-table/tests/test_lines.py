"""Lines are read a block at a time where they are plain; what is read does not depend on where a block ends."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm_table import lines
from trustcrm_table.encoding import UNDECODABLE
from trustcrm_table.lines import Dialect, records

_TEXTS = st.lists(
    st.sampled_from(["a", "b c", ",", '"', '""', "\n", "\r\n", "\r", "\0", UNDECODABLE, "é"]), max_size=60
)


@settings(deadline=None)
@given(text=_TEXTS.map("".join), block=st.integers(1, 12), width=st.integers(0, 3))
def test_what_is_read_does_not_depend_on_where_a_block_ends(text: str, block: int, width: int) -> None:
    def read(size: int) -> list[object]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(lines, "_BLOCK", size)
            return list(records(io.StringIO(text, newline=""), Dialect(), width))

    assert read(block) == read(10_000)


def test_a_plain_text_is_read_as_the_standard_library_reads_it() -> None:
    text = 'name,words\nOslo,"a, b"\n\nBergen,""""\n'
    assert list(records(io.StringIO(text, newline=""), Dialect())) == [
        (1, ["name", "words"]),
        (2, ["Oslo", "a, b"]),
        (4, ["Bergen", '"']),
    ]


def test_a_cell_of_several_lines_across_blocks_stays_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_BLOCK", 10)
    text = 'name,words\nOslo,"one\ntwo\nthree"\nBergen,four\n'
    assert list(records(io.StringIO(text, newline=""), Dialect(), 2)) == [
        (1, ["name", "words"]),
        (2, ["Oslo", "one\ntwo\nthree"]),
        (5, ["Bergen", "four"]),
    ]
