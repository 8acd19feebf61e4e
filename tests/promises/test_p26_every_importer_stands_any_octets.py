"""P26: whatever a file holds, every importer yields drafts and rejected pieces, in bounded time and memory."""

from __future__ import annotations

import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promises.every_importer import importers
from trustcrm.testing.hostile import keeps_to_its_contract
from trustcrm.testing.sources import written

LONGEST = 4_000
MOST_SECONDS = 20.0
"""Of processor time, for a file of a few kilobytes."""
MOST_OCTETS = 64_000_000

BOMBS = (
    b"(" * 3_000, b"[" * 3_000, b'{"a":' * 600, b'"' * 3_001, b"x" * 50_000, b"\n " * 3_000, b"=\n" * 3_000,
    b"," * 5_000, b"\t" * 5_000, b"RRULE:FREQ=SECONDLY\r\n", b"RRULE:FREQ=YEARLY;UNTIL=50001231T000000Z\r\n",
    b"BEGIN:VEVENT\r\n" * 400, b"BEGIN:VCARD\r\n" * 400, b"DTSTART:99991231T235959Z\r\n", b"1e999999", b"9" * 5_000,
    b"\xef\xbb\xbf" * 100, b"\0" * 2_000,
)  # fmt: skip
"""What was made to take somebody's time or memory: nesting, folding, quotes without end, endless rules, far years."""

IMPORTERS = {name: (importer, samples) for name, importer, samples in importers()}


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_p26_any_octets_are_read_in_bounds(name: str, data: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    importer, samples = IMPORTERS[name]
    like = data.draw(st.sampled_from(samples))
    begun = like.path.read_bytes()[:LONGEST]
    at = data.draw(st.integers(0, len(begun)))
    put_in = data.draw(st.sampled_from(BOMBS) | st.binary(max_size=64))
    to = data.draw(st.integers(at, min(len(begun), at + 200)))
    source = written(like, tmp_path_factory.mktemp("any"), begun[:at] + put_in + begun[to:])
    begun_at = time.process_time()
    tracemalloc.start()
    try:
        keeps_to_its_contract(importer, source)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.process_time() - begun_at < MOST_SECONDS
    assert most < MOST_OCTETS
