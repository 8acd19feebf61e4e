"""Octets nobody would write: samples damaged anywhere, and what must hold of an importer whatever it is given."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from trustcrm.plugin import UnreadableSource, WrongUsage
from trustcrm.testing.sources import flat

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, Source

LONGEST_SENTENCE = 500

_ODD = (
    b"\0", b"\xff", b"\xc3", b"\xe2\x80\xae", b"\x1b[2J", b"\r", b"\n", b"\t", b'"', b"'", b";", b",", b"=1+1", b"\\",
    b"<", b"&", b"{", b"[", b"-1", b"99999999999999999999", b"9999-12-31", b"0000-00-00", b"../../x", b"%n", b"=\n ",
)  # fmt: skip


def damaged(content: bytes, seed: int, count: int) -> Iterator[bytes]:
    """Yield the content damaged in a few places, each time others: octets changed, lost, doubled, moved and put in."""
    chance = random.Random(seed)
    for _ in range(count if content else 0):
        octets = bytearray(content)
        for _ in range(chance.choice((1, 1, 2, 4, 8))):
            start = chance.randrange(len(octets) + 1)
            stop = min(len(octets), start + chance.choice((0, 1, 1, 2, 8, 64)))
            piece = octets[start:stop]
            elsewhere = chance.randrange(len(octets) + 1)
            octets[start:stop] = chance.choice(
                (b"", piece * 3, piece[::-1], chance.choice(_ODD), octets[elsewhere : elsewhere + 64])
            )
        yield bytes(octets)


def keeps_to_its_contract(importer: Importer, source: Source) -> None:
    """Read a source that may hold anything; raise `AssertionError` where the importer breaks what others rely on.

    Nothing but drafts and rejected pieces comes, each says where it stands and holds texts; a reason is one short
    sentence; and nothing is raised but `UnreadableSource`, or `WrongUsage` for a setting that this source would need,
    before the first piece.
    """
    from trustcrm.plugin import Draft, Rejected

    pieces = 0
    try:
        for piece in flat(importer.read(source)):
            kind = type(piece).__name__
            assert isinstance(piece, (Draft, Rejected)), f"{source.name}: it yielded {kind}."
            pieces += 1
            assert isinstance(piece.where, str) and piece.where.strip(), f"{source.name}: a piece has no `where`."
            assert isinstance(piece.raw, Mapping), f"{source.name}, {piece.where}: `raw` is no mapping."
            assert all(isinstance(text, str) for one in piece.raw.items() for text in one), (
                f"{source.name}, {piece.where}: `raw` holds something other than texts."
            )
            if isinstance(piece, Draft):
                assert isinstance(piece.key, str) and piece.key, f"{source.name}, {piece.where}: its key is no text."
            else:
                is_a_sentence(f"{source.name}, {piece.where}", piece.reason)
    except (UnreadableSource, WrongUsage) as error:
        assert not pieces, f"{source.name}: it was called unreadable after {pieces} pieces had come."
        is_a_sentence(source.name, str(error))


def is_a_sentence(which: str, reason: object) -> None:
    """Raise `AssertionError` where a reason is not one sentence that can be shown on a line."""
    assert isinstance(reason, str) and reason.strip(), f"{which}: no reason is given."
    assert not {"\n", "\r"} & set(reason.strip()) and "Traceback" not in reason, (
        f"{which}: the reason is not one sentence: {reason!r}"
    )
    assert len(reason) <= LONGEST_SENTENCE, f"{which}: the reason is {len(reason)} characters long."
