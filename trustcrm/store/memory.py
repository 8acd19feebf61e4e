"""How much memory one connection to a file takes: much for a command that ends soon, little where it stays open."""

from __future__ import annotations

from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What is kept for one database: so many KiB of it and so many statements that SQLite has put together.

    And so many of those that SQLAlchemy has compiled from what core says, which holds on either engine.
    """

    cache_kib: int
    statements: int
    compiled: int


AMPLE = Memory(cache_kib=32_000, statements=128, compiled=500)
"""For a command, which reads much within a moment and then ends."""

SPARING = Memory(cache_kib=400, statements=16, compiled=10)
"""For a program that stays open all day: what it asks for it finds as fast among the system's own pages.

A statement that is kept holds 17 KB at the median, and is put together anew in 0.1 ms; one that is compiled is written
anew in a millisecond, and all that an hour at the screens asks take 1.1 MiB.
"""
