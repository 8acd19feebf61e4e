"""The description of an export: a Frictionless Data Package, a Table Schema for every table, and what restoring needs.

https://datapackage.org tells the form. What only TrustCRM needs stands under keys named `trustcrm`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.store.tables import METADATA, TABLES, table_name
from trustcrm.store.transfer.shapes import Column, Index, Kind, Reference, Shape
from trustcrm.values import dataclass

DESCRIPTOR = "datapackage.json"
LETTER = "README.txt"

_TYPES: Mapping[Kind, str] = {
    Kind.TEXT: "string", Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.EXACT: "number", Kind.TRUTH: "boolean",
    Kind.DAY: "date", Kind.HOUR: "time", Kind.INSTANT: "datetime", Kind.JSON: "any", Kind.OCTETS: "string",
    Kind.JOURNAL: "object",
}  # fmt: skip
_ON_DELETE = {word: word for word in ("", "CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION")}
_LISTS = {"candidates"}
_OBJECTS = {"raw", "draft"}
_OF_EVERY_ROW = {
    "id": "the row's id, never used twice",
    "version": "how often the row was written: 1, and one more with each correction",
    "withdrawn": "true where the row was marked wrong; it counts for nothing then",
    "batch_id": "the import it came with; empty where a person entered it",
    "merged_into_id": "the row it turned out to be; empty for most",
}


@dataclass(frozen=True, kw_only=True)
class Written:
    """One file of an export, as it was written."""

    path: str
    octets: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What an export holds: the schema's revision, what was left out and why, and each table with its files."""

    revision: str
    left_out: str
    tables: Sequence[tuple[Shape, int, Sequence[Written]]]


def descriptor_of(contents: Contents) -> dict[str, Any]:
    """Return the data package's descriptor."""
    files = [(shape, rows, file) for shape, rows, written in contents.tables for file in written]
    names = frozenset(_name_of(shape.name, file) for shape, _, file in files)
    return {
        "profile": "data-package",
        "name": "trustcrm-office",
        "title": "Everything a TrustCRM office has recorded",
        "description": f"Read {LETTER} first. {contents.left_out}".strip(),
        "trustcrm": {"schema": contents.revision, "complete": not contents.left_out},
        "resources": [_resource(shape, rows, file, names) for shape, rows, file in files],
    }


def _suffix_of(file: Written) -> str:
    return "" if file.path.endswith(".csv") else ".rows"


def _name_of(table: str, file: Written) -> str:
    return resource_name(table) + _suffix_of(file)


def _resource(shape: Shape, rows: int, file: Written, names: Collection[str]) -> dict[str, Any]:
    suffix = _suffix_of(file)
    told: dict[str, Any] = {
        "name": _name_of(shape.name, file),
        "path": file.path,
        "profile": "tabular-data-resource",
        "title": _title(shape.name),
        "format": "csv" if not suffix else "jsonl",
        "mediatype": "text/csv" if not suffix else "application/jsonl",
        "encoding": "utf-8",
        "bytes": file.octets,
        "hash": f"sha256:{file.sha256}",
        "rows": rows,
    }
    if not suffix:
        told["dialect"] = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}
    told["schema"] = _schema(shape, suffix, names)
    told["trustcrm"] = {
        "table": shape.name,
        "kinds": [str(column.kind) for column in shape.columns],
        "indexes": [
            {"name": one.name, "columns": one.columns, "unique": one.unique}
            for one in shape.indexes
            if not shape.of_core
        ],
    }
    if any(one.on_delete for one in shape.references):
        told["trustcrm"]["on_delete"] = [one.on_delete for one in shape.references]
    return told


def resource_name(table: str) -> str:
    """Return a table's name as a data package takes it."""
    return "".join(
        letter if (letter.isascii() and letter.isalnum()) or letter in "-._" else "-" for letter in table.lower()
    )


def _title(table: str) -> str:
    noun = next((noun for noun in NOUNS if table_name(noun) == table), None)
    if noun is not None:
        return (NOUNS[noun].__doc__ or "").strip().splitlines()[0]
    return str(METADATA.tables[table].info.get("about", "")) if table in METADATA.tables else "A table of a plugin."


def _schema(shape: Shape, suffix: str, names: Collection[str]) -> dict[str, Any]:
    words = _words_of(shape.name)
    schema: dict[str, Any] = {
        "fields": [_field(shape, column, words.get(column.name, "")) for column in shape.columns],
        "missingValues": [] if suffix else [""],
    }
    if shape.key:
        schema["primaryKey"] = list(shape.key)
    if shape.references:
        schema["foreignKeys"] = [
            {
                "fields": list(one.columns),
                "reference": {
                    "resource": "" if one.table == shape.name else _referred(resource_name(one.table), suffix, names),
                    "fields": list(one.targets),
                },
            }
            for one in shape.references
        ]
    return schema


def _referred(name: str, suffix: str, names: Collection[str]) -> str:
    """Return the resource of a table in the same form, or in the other where the table is empty and has that alone."""
    return name + suffix if name + suffix in names else name


def _field(shape: Shape, column: Column, words: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": _type(shape, column)}
    if column.kind is Kind.OCTETS:
        told["format"] = "binary"
    if words:
        told["description"] = words
    if not column.nullable:
        told["constraints"] = {"required": True}
    return told


def _type(shape: Shape, column: Column) -> str:
    if column.kind is Kind.JSON and shape.of_core:
        return "object" if column.name in _OBJECTS else "array"
    return _TYPES[column.kind]


def _words_of(table: str) -> Mapping[str, str]:
    noun = next((noun for noun, kept in TABLES.items() if kept.name == table), None)
    if noun is None:
        return {"payload": "what the rows were before and after, by column"} if table == "block" else {}
    told = {field.column: _said(field.about.summary, field.about.choices) for field in fields_of(NOUNS[noun]).values()}
    return {**_OF_EVERY_ROW, **told}


def _said(summary: str, choices: Iterable[str]) -> str:
    listed = ", ".join(choices)
    return f"{summary} ({listed})" if listed else summary


def shape_of(resource: Mapping[str, Any], names: Mapping[str, str]) -> Shape:
    """Return the table a resource describes; `names` gives the table of each resource name.

    Raises `KeyError`, `TypeError` or `ValueError` where the resource does not tell it.
    """
    schema, own = resource["schema"], resource["trustcrm"]
    pointing = schema.get("foreignKeys", ())
    return Shape(
        name=own["table"],
        columns=tuple(
            Column(
                name=field["name"],
                kind=Kind(kind),
                nullable=not field.get("constraints", {}).get("required", False),
            )
            for field, kind in zip(schema["fields"], own["kinds"], strict=True)
        ),
        key=tuple(schema.get("primaryKey", ())),
        references=tuple(
            Reference(
                columns=tuple(one["fields"]),
                table=names[one["reference"]["resource"]] if one["reference"]["resource"] else own["table"],
                targets=tuple(one["reference"]["fields"]),
                on_delete=_ON_DELETE[on_delete],
            )
            for one, on_delete in zip(pointing, own.get("on_delete") or [""] * len(pointing), strict=True)
        ),
        indexes=tuple(
            Index(name=one["name"], columns=tuple(one["columns"]), unique=one["unique"]) for one in own["indexes"]
        ),
    )
