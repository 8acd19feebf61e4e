"""How much memory one connection to a file takes: much for a command that ends soon, little where it stays open."""

from __future__ import annotations

from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What SQLite keeps for one connection: so many KiB of the database, and so many statements it has put together."""

    cache_kib: int
    statements: int


AMPLE = Memory(cache_kib=32_000, statements=128)
"""For a command, which reads much within a moment and then ends."""

SPARING = Memory(cache_kib=400, statements=16)
"""For a program that stays open all day: what it asks for it finds as fast among the system's own pages.

A statement that is kept holds 17 KB at the median, and is put together anew in 0.1 ms.
"""
