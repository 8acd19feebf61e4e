"""Every report there is, whoever offers it, on paper: what a screen reader finds in it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdf
import pytest

from trustcrm.hooks.specs import ExporterSpec, ReportSpec
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.report import exported, make_report

pytestmark = pytest.mark.only_sqlite

ABOUT = {"city": "city Milan", "colleague": "Marisol Quintero"}
"""Whom a report is about that need not be about the whole office, which takes longer to set."""


@pytest.fixture(scope="module")
def office(made: Callable[[str], Path]) -> Iterator[OpenOffice]:
    """The demo office with all plugins; nobody writes into it."""
    environ = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
    wishes = Wishes(database=str(made("demo")), actor="Ana", environ=environ)
    with closing(Premises(wishes).enter()) as opened:
        yield opened


def papers(office: OpenOffice) -> Iterator[tuple[str, pypdf.PdfReader]]:
    """Yield every report as it is on paper."""
    pdf = office.host.offer(ExporterSpec, "pdf")
    for name, nouns in ((offer.name, offer.spec.subjects) for offer in office.host.offers(ReportSpec)):
        about = next((ABOUT[noun] for noun in nouns if noun in ABOUT), "")
        document = make_report(office.desk, office.host, name, about, {}).document
        yield name, pypdf.PdfReader(io.BytesIO(exported(office.host, pdf, document)))


def elements(node: Any) -> Iterator[Any]:
    """Yield every element of a structure tree in the order in which it is read out."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from elements(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from elements(node.get("/K", []))


def test_a_screen_reader_finds_its_way_in_every_report(office: OpenOffice) -> None:
    seen = set()
    for name, read in papers(office):
        root: Any = read.trailer["/Root"]
        assert bool(root["/MarkInfo"]["/Marked"]), name
        assert root["/Lang"] == "en", name
        assert root["/ViewerPreferences"]["/DisplayDocTitle"], name
        assert read.metadata is not None
        assert read.metadata.title, name
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data(), name
        told = list(elements(root["/StructTreeRoot"]["/K"]))
        levels = [int(kind[2:]) for one in told if (kind := str(one["/S"])).startswith("/H") and kind[2:].isdigit()]
        assert levels, f"{name} has no heading"
        assert all(level <= before + 1 for before, level in zip([0, *levels], levels, strict=False)), (name, levels)
        assert all(one.get("/Alt") for one in told if one["/S"] in ("/Figure", "/Formula")), name
        for table in (one for one in told if one["/S"] == "/Table"):
            heads = [one for one in elements(table.get("/K")) if one["/S"] == "/TH"]
            assert heads, f"a table of {name} has no titles"
            assert all(str(head["/A"]).count("/Scope") for head in heads), name
        seen.add(name)
    assert len(seen) == len(list(office.host.offers(ReportSpec))) > 10
