"""What reports and panels keep to, tried in an empty office and in one that is full."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trustcrm.testing.an_office import a_full_office, an_office, kit_folder, newest_change
from trustcrm.testing.network import refuse_network
from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice
    from trustcrm.plugin import Document, KeyValues, PanelSpec, PluginContext, ReportSpec, Subject

MOST = 6
"""So many rows of a noun are tried, the newest first."""
EARLIER = date(2020, 3, 31)
"""A day on which the full office had seen half of what it knows."""


class Telling(Conformance):
    """What reports and panels have in common: both tell of a subject, as of its day, and do nothing else."""

    @pytest.fixture
    def spec(self) -> Any:
        """What is on offer, as its hook yields it."""
        pytest.fail("Write a fixture `spec` that returns the ReportSpec or PanelSpec you offer.")

    @pytest.fixture
    def config(self) -> Any:
        """What stands in the plugin's settings; None where it has none."""
        return None

    @pytest.fixture
    def settings(self, spec: Any) -> Mapping[str, str]:
        """The settings a report is given; a panel has none."""
        return {option.name: option.default for option in getattr(spec, "parameters", ())}

    @pytest.fixture
    def plugin(self) -> str:
        """The plugin's name where it has tables of its own: it then is in both offices, and is given its own context.

        "" where it has none: then no installed plugin has a say.
        """
        return ""

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        """Writes into the full office what is to be told of, before anything is tried."""
        return lambda context: None

    @pytest.fixture
    def full(
        self, plugin: str, worked_in: Callable[[PluginContext], None], tmp_path: Path,
        tmp_path_factory: pytest.TempPathFactory,
    ) -> Iterator[OpenOffice]:  # fmt: skip
        """An office of many ties."""
        template = kit_folder(tmp_path_factory) / "full.db"
        if plugin:
            template = _worked_in(template, plugin, worked_in)
        with a_full_office(tmp_path / "full", template, plugin) as office:
            yield office

    @pytest.fixture
    def empty(self, plugin: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenOffice]:
        """An office that was only begun."""
        with an_office(tmp_path / "empty", only=plugin, kept=kit_folder(tmp_path_factory)) as office:
            yield office

    @pytest.fixture
    def context(self, full: OpenOffice, plugin: str, config: Any) -> PluginContext:
        """What a plugin is given in the full office."""
        return _context_in(full, plugin, config)

    @pytest.fixture
    def subjects(self, spec: Any, full: OpenOffice, context: PluginContext) -> list[Subject]:
        """Some subjects of every noun it is for, one with odd names among them."""
        return list(_subjects(spec, full, context))

    def test_it_tells_a_document_as_of_the_day(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """It tells a document, as of the subject's day, whomever it is about."""
        for subject in subjects:
            _told(spec, context, subject, settings)
            _told(spec, context, replace(subject, day=date(1900, 1, 1)), settings)

    def test_an_office_that_was_only_begun_gives_no_error(
        self, spec: Any, empty: OpenOffice, plugin: str, config: Any, settings: Mapping[str, str]
    ) -> None:
        """Where next to nothing is on record it still tells what there is."""
        context = _context_in(empty, plugin, config)
        for subject in _subjects(spec, empty, context):
            _told(spec, context, subject, settings)

    def test_nothing_later_than_the_day_is_told(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """What it tells is as of the subject's day: it cites nothing that happened later."""
        for subject in (replace(one, day=EARLIER) for one in subjects):
            document = _told(spec, context, subject, settings)
            for cited in document.citations() if document else ():
                on = getattr(context.office.read(cited.noun, cited.id), "on", None)
                assert on is None or on <= EARLIER, f"As of {EARLIER} it rests on {cited}, which is of {on}."

    def test_every_record_it_rests_on_is_there(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """Every record it cites is there."""
        from trustcrm.plugin import NotFound

        for subject in subjects:
            document = _told(spec, context, subject, settings)
            for cited in document.citations() if document else ():
                try:
                    context.office.read(cited.noun, cited.id)
                except NotFound:
                    pytest.fail(f"About {subject.name!r} it cites {cited}, and there is no such record.")

    def test_names_stand_in_it_as_they_are(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """Text is data: names stand in it as they are, and no markup is put around or into them."""
        for subject in subjects:
            document = _told(spec, context, subject, settings)
            for text in document.texts() if document else ():
                changed = [sign for sign in ("&lt;", "&amp;", "\\*", "\\|", "**", "<p>", "<br") if sign in text]
                assert not changed, f"{text!r} holds {changed[0]!r}; tell texts as they are, exporters do the rest."

    def test_the_same_office_gives_the_same_document(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """It reads no clock, and the same office gives the same document."""
        from trustcrm.plugin import PinnedClock

        later = replace(context, clock=PinnedClock(date(2031, 1, 1)))
        for subject in subjects:
            first = _told(spec, context, subject, settings)
            assert first == _told(spec, context, subject, settings), (
                f"Asked twice of {subject.name!r} it tells otherwise."
            )
            assert first == _told(spec, later, subject, settings), (
                f"Of {subject.name!r} it tells otherwise a year later."
            )

    def test_it_writes_nothing(
        self, spec: Any, full: OpenOffice, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """It writes nothing."""
        before, keys = newest_change(full), _Watched(context.keys)
        for subject in subjects:
            _told(spec, replace(context, keys=keys), subject, settings)
        assert not keys.written, f"Telling wrote the note {keys.written[0]!r}."
        assert newest_change(full) == before, "Telling wrote into the office."

    def test_it_opens_no_network(
        self, spec: Any, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        """It opens no network."""
        asked = refuse_network(monkeypatch)
        for subject in subjects:
            _told(spec, context, subject, settings)
        assert not asked, "Telling asked the network."


class ReportConformance(Telling):
    """Subclass it, and give `spec`: the report on offer; `settings` where its defaults do not suffice, and `config`."""

    @pytest.fixture
    def spec(self) -> ReportSpec:
        """The report on offer, as `register_reports` yields it."""
        pytest.fail("Write a fixture `spec` that returns the ReportSpec you offer.")

    def test_it_says_what_it_is_about(
        self, spec: ReportSpec, context: PluginContext, subjects: list[Subject], settings: Mapping[str, str]
    ) -> None:
        """It says what it is about, by the name the office gives it."""
        for subject in subjects:
            document = _told(spec, context, subject, settings)
            assert document is not None, f"Of {subject.name!r} it tells nothing at all."
            assert subject.noun == "office" or any(subject.name in text for text in document.texts()), (
                f"The report about {subject.name!r} does not name it."
            )


class PanelConformance(Telling):
    """Subclass it, and give `spec`: the panel on offer; and `config` where the plugin has settings."""

    @pytest.fixture
    def spec(self) -> PanelSpec:
        """The panel on offer, as `register_panels` yields it."""
        pytest.fail("Write a fixture `spec` that returns the PanelSpec you offer.")

    def test_it_has_something_to_tell_of_somebody(
        self, spec: PanelSpec, full: OpenOffice, context: PluginContext
    ) -> None:
        """In a full office it has something to tell of somebody."""
        told = (_told(spec, context, subject, {}) for subject in _subjects(spec, full, context, most=200))
        assert any(document is not None and document.blocks for document in told), "It has nothing to tell of anybody."


def _told(spec: Any, context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document | None:
    """Return what is told of a subject; fail where it is no document as of that day."""
    from trustcrm.plugin import Document, ReportSpec

    of_report = isinstance(spec, ReportSpec)
    document: Document | None = spec.build(context, subject, settings) if of_report else spec.build(context, subject)
    is_told = isinstance(document, Document if of_report else Document | None)
    assert is_told, f"Of {subject.name!r} it builds {type(document).__name__}, no Document."
    assert document is None or document.day == subject.day, f"As of {subject.day} it tells of {document.day}."
    return document


def _context_in(office: OpenOffice, plugin: str, config: Any) -> PluginContext:
    office.desk  # noqa: B018 - opens the office to plugins
    given = office.host.context(plugin or "core")
    return given if plugin and config is None else replace(given, name="kit", config=config)


def _worked_in(template: Path, plugin: str, work: Callable[[PluginContext], None]) -> Path:
    """Return the full office in which a plugin has worked; it is made once and then copied."""
    made = template.with_name(f"full {plugin} {work.__module__}.{work.__qualname__}.db")
    if not made.exists():
        making = template.with_name(f"making {made.stem}")
        with a_full_office(making, template, plugin) as office:
            work(_context_in(office, plugin, None))
            office.database.settle()
        (making / template.name).rename(made)
    return made


def _subjects(spec: Any, office: OpenOffice, context: PluginContext, most: int = MOST) -> Iterator[Subject]:
    from trustcrm.services.report import row_as_subject

    for noun in spec.subjects:
        for row in context.ask.page(noun, limit=most).rows:
            yield row_as_subject(office.desk, noun, row.kept.id)
        if noun == "city" and most == MOST:
            yield row_as_subject(office.desk, noun, context.ask.home().side)


class _Watched:
    """Lasting notes that can be read, and tell whether one was written."""

    def __init__(self, keys: KeyValues) -> None:
        self.written: list[str] = []
        self.get, self.keys = keys.get, keys.keys

    def put(self, key: str, text: str) -> None:
        self.written.append(key)

    def remove(self, key: str) -> None:
        self.written.append(key)
