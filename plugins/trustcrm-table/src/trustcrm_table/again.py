"""Rejected pieces brought again: the file an import leaves behind is a table of its own, whatever the first one was."""

from __future__ import annotations

from dataclasses import replace

from trustcrm.plugin import Source
from trustcrm_table.mapping import REST, TableMap

WHERE_AND_WHY = ("rejected at", "rejected because")
"""The columns that an import writes beside the piece's own; they say nothing of the thing itself."""


def laid_for(source: Source, table: TableMap) -> TableMap:
    """Return `table` as it is; where `source` is a file of rejected pieces, laid out as such files are.

    Those are comma-separated UTF-8 with the names on their first line, and their last two columns are left aside.
    """
    first = source.head().decode("utf-8-sig", "replace").splitlines()[:1]
    if not first or not first[0].endswith(",".join(WHERE_AND_WHY)):
        return table
    ignored = table.ignore if table.ignore == REST else (*table.ignore, *WHERE_AND_WHY)
    return replace(table, encoding="utf-8", delimiter=",", quote='"', header=1, ignore=ignored)
