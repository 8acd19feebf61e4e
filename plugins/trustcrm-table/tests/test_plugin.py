from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from trustcrm.plugin import Importer, Sniffs
from trustcrm_table import plugin
from trustcrm_table.importer import TableImporter

VCARD = b"BEGIN:VCARD\r\nFN:A;B\r\nN:C;D\r\nEND:VCARD\r\n"


def test_plugin_is_found_by_its_entry_point() -> None:
    (found,) = [point for point in entry_points(group="trustcrm") if point.name == "table"]
    assert found.load() is plugin


def test_plugin_offers_the_importer() -> None:
    (spec,) = plugin.register_importers()
    assert spec.name == "table"
    assert {".csv", ".xlsx"} <= set(spec.suffixes)
    assert plugin.describe_plugin().summary
    table = TableImporter()
    assert isinstance(table, Importer)
    assert isinstance(table, Sniffs)


@pytest.mark.parametrize(
    ("head", "name", "likely"),
    [
        (b"name;country\nLyon;FR\nOslo;NO\n", "x.csv", True),
        ("name\tcountry\nZürich\tCH\n".encode("utf-16"), "x.txt", True),
        (b"PK\x03\x04rest", "x.xlsx", True),
        (b"PK\x03\x04rest", "x.zip", False),
        (VCARD, "x.vcf", False),
        (b"<html></html>", "x.csv", False),
        (b'{"a": 1, "b": 2}', "x.json", False),
        (b"Dear all,\nwe met today.\nYours\n", "x.txt", False),
        (b"", "x.csv", False),
    ],
)
def test_sniffing_knows_a_table(head: bytes, name: str, likely: bool) -> None:
    found = TableImporter().sniff(head, name)
    assert 0 <= found <= 1
    assert (found >= 0.4) is likely


def test_sniffing_any_head_raises_nothing(tmp_path: Path) -> None:
    for number in range(256):
        TableImporter().sniff(bytes([number]) * 300, "x.csv")
