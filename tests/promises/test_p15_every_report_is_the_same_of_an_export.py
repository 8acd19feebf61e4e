"""P15: whatever an export leaves out, no report needs: of the office made of one, every report says the same."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tools.blocks import make_office
from trustcrm.hooks.specs import ExporterSpec, ReportSpec
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.restore import restore
from trustcrm.services.report import exported, make_report

pytestmark = pytest.mark.only_sqlite

ABOUT = {"office": ("",), "city": ("city Milan", "city Nagoya"), "colleague": ("Marisol Quintero",)}
"""What a report is made of, by the kind of subject that it takes."""


def opened(path: Path) -> OpenOffice:
    environ = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
    return Premises(Wishes(database=str(path), actor="Ana", environ=environ)).enter()


def reports(office: OpenOffice) -> Iterator[tuple[str, str, str]]:
    """Yield every report there is: its name, what it is about, and all it says, each cited record with it."""
    told = office.host.offer(ExporterSpec, "json")
    for offer in office.host.offers(ReportSpec):
        for about in subjects(offer.spec.subjects):
            document = make_report(office.desk, office.host, offer.name, about, {}).document
            yield offer.name, about, exported(office.host, told, document).decode()


def subjects(kinds: Sequence[str]) -> Iterator[str]:
    for kind in kinds:
        yield from ABOUT.get(kind, ())


def test_p15_every_report_says_the_same_of_an_office_that_was_made_of_an_export(
    tmp_path: Path,
) -> None:
    make_office("demo", tmp_path / "office.db")
    with closing(opened(tmp_path / "office.db")) as office:
        before = list(reports(office))
        export(office.desk.database, tmp_path / "out", lambda count: None, forms=("json",))
    restore(tmp_path / "out", str(tmp_path / "anew.db"), lambda count: None)
    with closing(opened(tmp_path / "anew.db")) as office:
        after = list(reports(office))
    assert len({name for name, _, _ in before}) > 10
    for one, other in zip(before, after, strict=True):
        assert one == other, one[:2]
