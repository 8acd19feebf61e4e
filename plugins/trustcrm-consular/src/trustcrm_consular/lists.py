"""A published list as a file: of which layout and day it is, and its entries one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from trustcrm.plugin import Rejected, Source, UnreadableSource, WrongUsage
from trustcrm_consular.columns import columns_in, told_in_columns
from trustcrm_consular.days import ORDERS, day_within
from trustcrm_consular.entry import Entry, Told
from trustcrm_consular.lines import encoding_of, encoding_told, lines
from trustcrm_consular.prose import day_above, looks_like_prose, told_in_prose

HEAD = 65_536
_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_CONSULAR = ("consul", "konsul", "consol")


def entries(source: Source, order: str = "") -> Iterator[Entry | Rejected]:
    """Return the entries of a list and the pieces that cannot be read; `order` says what 03/04/2025 means.

    Raises `UnreadableSource` at once where the file is no consular list, `WrongUsage` where there is no such order.
    """
    read = told_in_columns if _is_in_columns(source) else told_in_prose
    if order and order not in ORDERS:
        raise WrongUsage(f"--order says what 03/04/2025 means, dmy or mdy; it cannot be {order[:20]!r}.")
    return (told.entry(order) if isinstance(told, Told) else told for told in read(lines(source)))


def day_of_list(source: Source) -> date | None:
    """Return the day of a list by its head, else by its file's name, None where neither tells it."""
    above = None if _is_in_columns(source) else day_above(lines(source))
    named = _DAY_IN_NAME.search(source.name)
    return above or (day_within(named[0]) if named else None)


def likelihood(head: bytes) -> float:
    """Return how likely a file is a consular list by its beginning, in [0, 1]."""
    text = head.decode(encoding_told(head) or "utf-8-sig", "replace")
    if columns_in(text.partition("\n")[0].rstrip("\r"))[0]:
        return 0.8 if any(word in text.casefold() for word in _CONSULAR) else 0.4
    return 0.8 if looks_like_prose(text) else 0.0


def _is_in_columns(source: Source) -> bool:
    head = source.head(HEAD).decode(encoding_of(source), "replace").replace("\r\n", "\n")
    if columns_in(head.partition("\n")[0])[0]:
        return True
    if looks_like_prose(head):
        return False
    raise UnreadableSource(
        f"{source.name} is no consular list; it must be CSV with columns such as country, name and title, or text with "
        "each country in capitals above its consulates."
    )
