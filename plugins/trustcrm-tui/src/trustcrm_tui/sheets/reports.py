"""The reports that plugins offer, each about whom it can be about: read on the screen, written by Enter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound, Refused, counted
from trustcrm_tui.crises import crises_on
from trustcrm_tui.folders import folder_of, formats_of
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.reading import document_lines
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Loaded, Manner, Subject
from trustcrm_tui.words import as_shown, short_name

if TYPE_CHECKING:
    from trustcrm.plugin import Block, PluginContext, Report, ReportSpec

SIDES = {"city", "organisation"}
LONGEST_NAME = 20
"""How wide the names of reports stand at most."""
MOST_SUBJECTS = 500
"""So many records of a noun are listed for a report; the command line makes one of any."""


@dataclass(frozen=True)
class Paper:
    """A report about somebody or something: `about` are the words for it, "" where it is about the office.

    What is about the office alone has a `name` where it tells of the one crisis that the office is taken to mean.
    `others` are those it is about as well, one after the other.
    """

    report: str
    summary: str
    about: str = ""
    name: str = ""
    side: int | None = None
    others: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What tells it from every other."""
        return " ".join((self.report, self.about, *self.others))


class Reports:
    """The screen of reports."""

    id = "reports"
    name = "Reports"
    _name_wide = LONGEST_NAME

    def load(self, office: PluginContext) -> Loaded:
        """Return every report with everything that it can be about, the ones about the whole office first."""
        offered = office.ask.reports()
        rows = [paper for name, spec in offered.items() for paper in _papers(office, name, spec)]
        rows.sort(key=lambda paper: bool(paper.about))
        self._name_wide = min(LONGEST_NAME, max((len(name) for name in offered), default=0))
        count = ink(counted(len(offered), "report"), "strong")
        return Loaded(Held(rows, key=lambda paper: paper.key), (count, ink("enter writes it as a page of the web")))

    def draw(self, row: Paper, width: int, manner: Manner) -> Content:
        """Return the report, whom it is about, and what it tells."""
        about_wide = min(34, max(12, (width - self._name_wide) // 2))
        rest = max(0, width - self._name_wide - about_wide - 2)
        about = ink(short_name(row.name)) if row.about else ink(row.name or "the whole office", "strong")
        return joined(
            cell(ink(row.report, "field"), self._name_wide), ink(" "), cell(about, about_wide), ink(" "),
            cell(ink(row.summary, "quiet"), rest),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Paper, manner: Manner) -> Sequence[Content]:
        """Return the report as it stands now."""
        return document_lines(made(office, row).document, manner.width, manner.glyphs)

    def subject(self, row: Paper) -> Subject:
        """Return whom it is about."""
        return Subject(side=row.side, name=row.name, noun="report")

    def kind(self, row: Paper) -> str:
        """Return the report, by which `f` chooses."""
        return row.report

    def empty(self) -> tuple[Content, ...]:
        """Return where reports come from."""
        return (
            ink("No plugin here offers a report."),
            joined(ink("trustcrm plugins list", "field"), ink(" shows what is installed; "), ink("trustcrm-report")),
        )


class Brief(Reports):
    """One report alone, to be read over the whole window."""

    id = "brief"
    name = "Briefing"

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

    def load(self, office: PluginContext) -> Loaded:
        """Return it."""
        told = ink(f"{self._paper.report.capitalize()}: {short_name(self._paper.name)}", "strong")
        rows = Held((self._paper,), key=lambda paper: paper.key)
        return Loaded(rows, (told, ink("enter writes it as a page of the web")))


def brief_of(office: PluginContext, subjects: Sequence[Subject]) -> Paper | None:
    """Return the briefing of a side, or of several in one, None of nobody and where no plugin offers any."""
    spec = office.ask.reports().get("briefing")
    if spec is None or not subjects:
        return None
    first, others = subjects[0], tuple(str(one.side) for one in subjects[1:])
    name = f"{first.name} and {len(others)} more" if others else first.name
    return Paper("briefing", spec.summary, str(first.side), name, first.side, others)


def made(office: PluginContext, paper: Paper) -> Report:
    """Return a report as it stands now; about several it is one document, each under a heading of its own."""
    from trustcrm.plugin import Document, Heading
    from trustcrm.plugin import Subject as About

    first, *others = (office.ask.report(paper.report, about) for about in (paper.about, *paper.others))
    if not others:
        return first
    blocks: list[Block] = []
    for one in (first, *others):
        blocks.append(Heading(one.document.title))
        blocks += [replace(x, level=min(3, x.level + 1)) if isinstance(x, Heading) else x for x in one.document.blocks]
    title = f"{paper.report.capitalize()}: {paper.name}"
    document = Document(title=title, day=first.document.day, blocks=tuple(blocks))
    about = About(noun=first.subject.noun, id=first.subject.id, name=paper.name, day=first.subject.day)
    return replace(first, subject=about, document=document)


def written(office: PluginContext, paper: Paper) -> list[Path]:
    """Write a report into the folder for them, and return its files; without a format that lacks what it is set by."""
    report, (first, *others) = made(office, paper), formats_of(office)
    files = office.do.write(report, folder_of(office), [first])
    for one in others:
        with suppress(Refused):
            files += office.do.write(report, folder_of(office), [one])
    return files


def _papers(office: PluginContext, name: str, spec: ReportSpec) -> Iterator[Paper]:
    if "office" in spec.subjects:
        yield Paper(name, spec.summary, name=_meant(office) if "window" in spec.subjects else "")
    wanted = SIDES & set(spec.subjects)
    ties = sorted(office.ask.overview(), key=lambda glance: as_shown(glance.name)) if wanted else ()
    for glance in ties:
        if wanted == SIDES or _noun(office, glance.them) in wanted:
            yield Paper(name, spec.summary, str(glance.them), glance.name, glance.them)
    for noun in spec.subjects:
        if noun not in SIDES and noun != "office":
            for row in office.ask.page(noun, limit=MOST_SUBJECTS).rows:
                yield Paper(name, spec.summary, f"{noun} {row.kept.id}", row.title)


def _meant(office: PluginContext) -> str:
    """Return which crisis a report about the office tells of, of several the latest begun; "" where none is on."""
    on = crises_on(office)
    return f"{on[0].title}, {'now on' if len(on) == 1 else 'the latest'}" if on else ""


def _noun(office: PluginContext, side: int) -> str:
    try:
        office.ask.one("city", side)
    except NotFound:
        return "organisation"
    return "city"
