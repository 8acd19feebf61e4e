"""Every report there is as a web page, in a real browser: as wide as the window, no figure torn, nothing loaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.chromium import Chromium, browsing
from trustcrm.hooks.specs import ExporterSpec, ReportSpec
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.report import exported, make_report

pytestmark = pytest.mark.only_sqlite

ABOUT = {"city": "#{giver}", "colleague": "#1"}
"""Whom a report is about that need not be about the whole office."""
CITIES = (
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "กรุงเทพมหานคร อมรรัตนโกสินทร์ มหินทรายุธยา มหาดิลกภพ",
    "القاهرة الكبرى",
    "名古屋市・愛知県・中部地方国際交流拠点都市",
    "Taumatawhakatangihangakoauauotamateaturipukakapikimaungahoronukupokaiwhenuakitanatahu",
    "ירושלים–תל אביב-יפו",
    "São João da Boa Vista <b>e</b> São José do Rio Preto",
)
PEOPLE = (
    "Bà Tôn Nữ Thị Ninh Nguyễn-Phước Huyền-Trân Công-Chúa",
    "عبد العزيز بن عبد الرحمن آل سعود",
    "Wolfeschlegelsteinhausenbergerdorff-Hubert Blaine Adolph Charles David Earl",
)
TITLES = (
    "Zusammenarbeitsvereinbarungsverlängerungsbevollmächtigter für internationale Katastrophenhilfe",
    "消防・救急・医療物資相互援助に関する覚書（第三次改定版）",
    "x" * 120,
)
RENAMED = {
    ("city", "name"): CITIES, ("organisation", "name"): CITIES, ("person", "name"): PEOPLE,
    ("colleague", "name"): PEOPLE, ("agreement", "title"): TITLES, ("engagement", "title"): TITLES,
    ("post", "title"): TITLES, ("contribution", "what"): TITLES, ("need", "what"): TITLES, ("window", "name"): TITLES,
}  # fmt: skip
FIGURES = (("step", "quantity"), ("contribution", "value"), ("need", "quantity"), ("plugin_continuity_cost", "amount"))
TORN = r"""
(() => {
  const torn = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const found of node.data.matchAll(/[^\s]*:\/\/\S+|\d{4}-\d\d-\d\d|\d[\d,.]*\d/g)) {
      if (found[0].includes("://")) continue;
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const lines = [...range.getClientRects()].filter(one => one.width > 0).map(one => one.top);
      if (Math.max(...lines) - Math.min(...lines) > 4) torn.push(`${found[0]} in "${node.data.trim().slice(0, 60)}"`);
    }
  for (const mark of document.querySelectorAll("sup a")) {
    if (!mark.nextSibling) continue;
    const range = document.createRange();
    range.setStart(mark.nextSibling, 0);
    range.setEnd(mark.nextSibling, 1);
    if (range.getBoundingClientRect().top > mark.getBoundingClientRect().bottom)
      torn.push(`"${range.toString()}" behind the mark ${mark.textContent} begins a line`);
  }
  return torn;
})()
"""


@pytest.fixture(scope="module", params=["the demo", "names and figures of every length"])
def office(request: pytest.FixtureRequest, made: Callable[[str], Path], tmp_path_factory: Any) -> Iterator[OpenOffice]:
    """The demo office with all plugins, as it is or with other names and figures."""
    path = tmp_path_factory.mktemp("web") / "office.db"
    shutil.copy(made("demo"), path)
    environ = {key: os.environ[key] for key in ("PATH",) if key in os.environ}
    with closing(Premises(Wishes(database=str(path), actor="Ana", environ=environ)).enter()) as opened:
        if request.param != "the demo":
            rename(opened)
        yield opened


def rename(office: OpenOffice) -> None:
    """Give every record a name out of a list, and every figure some eight digits more."""
    with office.desk.database.writing() as connection:
        for (table, column), names in RENAMED.items():
            for place, (row,) in enumerate(connection.execute(text(f"SELECT id FROM {table} ORDER BY id")).all()):
                name = names[place % len(names)] + ("" if place < len(names) else f" {place}")
                connection.execute(
                    text(f"UPDATE {table} SET {column} = :name WHERE id = :id"), {"name": name, "id": row}
                )
        for table, column in FIGURES:
            connection.execute(
                text(f"UPDATE {table} SET {column} = CAST(CAST({column} AS INTEGER) * 100000000 + 123456 AS TEXT)")
            )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A browser for all pages."""
    with browsing(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def pages(office: OpenOffice, folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every report as the file that a person would open."""
    html = office.host.offer(ExporterSpec, "html")
    with office.desk.database.reading() as connection:
        giver = connection.execute(text("SELECT giver_id FROM contribution WHERE giver_id <> 1 ORDER BY id")).scalar()
    for offer in office.host.offers(ReportSpec):
        about = next((ABOUT[noun].format(giver=giver) for noun in offer.spec.subjects if noun in ABOUT), "")
        path = folder / f"{offer.name}.html"
        path.write_bytes(
            exported(office.host, html, make_report(office.desk, office.host, offer.name, about, {}).document)
        )
        yield offer.name, path


def test_every_report_fits_a_desk_and_a_phone_and_tears_no_figure(
    office: OpenOffice, browser: Chromium, tmp_path: Path
) -> None:  # fmt: skip
    page = browser.page()
    seen = {}
    for name, path in pages(office, tmp_path):
        page.size(1280, 800)
        page.open(path.as_uri())
        for width in (1280, 390):
            page.size(width, 800)
            wide = page.ask("document.documentElement.scrollWidth")
            seen[name, width] = (wide - width if wide > width else 0, page.ask(TORN))
    assert len(seen) > 20
    assert {place: found for place, found in seen.items() if found != (0, [])} == {}
    assert page.complaints == []
    assert all(one.startswith(("file:", "about:", "data:")) for one in page.asked_for())
