"""Taking a person out of what imports left behind: pieces that wait, sources' names, keys, and plugins' own notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from trustcrm.domain.erasing import ERASED, Traces
from trustcrm.store.batches import every_item, rename_sources
from trustcrm.store.erased_origins import forget_origins
from trustcrm.store.plugin_tables.rows import rewrite_rows
from trustcrm.store.plugin_values import rewrite_values
from trustcrm.store.queries.batches import BatchItem
from trustcrm.store.tables import BATCH_ITEM
from trustcrm.store.writing import Writer


def erase_imported(
    writer: Writer, traces: Traces, people: Sequence[int], names: Iterable[str], on: date
) -> Mapping[str, int]:
    """Take people out of every trace of imports and of plugins' notes; return how many of each had one."""
    connection = writer.connection
    rewritten = {item.id: values for item in every_item(connection) if (values := _without(item, traces, people[0]))}
    writer.correct_many(BATCH_ITEM, rewritten, unseen=True)
    return {
        "pieces of imports": len(rewritten),
        "sources": rename_sources(connection, traces.out_of),
        "keys of sources": forget_origins(connection, "person", people, names, on, traces.in_text),
        "notes of plugins": rewrite_values(connection, traces.out_of),
        "rows of plugins' tables": rewrite_rows(connection, traces.out_of),
    }


def _without(item: BatchItem, traces: Traces, person: int) -> dict[str, Any]:
    """Return the columns of a piece that change: one about the person is emptied, another names the tombstone."""
    if item.draft and _is_of_person(item.draft["record"], traces):
        empty: dict[str, Any] = {"candidates": [], "raw": {}, "draft": {}, "settled": []}
        return {"state": "decided", "reason": ERASED, "where": "", **empty}
    parted = traces.parted_among(item.raw.values())
    raw = {name: ERASED if cell in parted else cell for name, cell in item.raw.items()}
    whole = {
        "where": item.where, "reason": item.reason, "candidates": list(item.candidates), "raw": raw,
        "settled": [settled for settled in item.settled if not traces.in_text(settled["name"])],
    }  # fmt: skip
    values = {name: traces.out_of(value) for name, value in whole.items()}
    if item.draft:
        draft = dict(item.draft)
        draft["record"] = _pointed(draft["record"], traces, person)
        draft["parts"] = [_pointed(part, traces, person) for part in draft["parts"]]
        values["draft"] = traces.out_of(draft)
    present: dict[str, Any] = whole | {"raw": dict(item.raw), "draft": dict(item.draft), "settled": list(item.settled)}
    return {name: value for name, value in values.items() if value != present[name]}


def _is_of_person(record: Mapping[str, Any], traces: Traces) -> bool:
    told: Collection[str] = [record.get("name", ""), *record.get("emails", ()), *record.get("phones", ())]
    return record[""] == "person" and any(traces.in_text(words) for words in told)


def _pointed(record: Mapping[str, Any], traces: Traces, person: int) -> dict[str, Any]:
    """Return a written-down record whose mentions of the person are the number of what is left of them."""

    def pointed(value: Any) -> Any:
        mention = isinstance(value, Mapping) and value.get("noun") == "person"
        return person if mention and traces.in_text(value["name"]) else value

    return {name: pointed(value) for name, value in record.items()}
