"""The kit's classes as `trustcrm plugins check` tries them on an installed plugin; `check.py` tells them on which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from trustcrm.testing.calendars import CalendarConformance
from trustcrm.testing.documents import PanelConformance, ReportConformance
from trustcrm.testing.exporters import ExporterConformance
from trustcrm.testing.gazetteers import GazetteerConformance
from trustcrm.testing.importers import ImporterConformance
from trustcrm.testing.notifiers import NotifierConformance
from trustcrm.testing.packages import PluginConformance
from trustcrm.testing.trust_models import TrustModelConformance

if TYPE_CHECKING:
    from trustcrm.plugin import (
        CalendarBackend,
        ExporterSpec,
        Gazetteer,
        Importer,
        Notifier,
        Outgoing,
        PanelSpec,
        PluginContext,
        ReportSpec,
        Source,
        TrustModel,
    )
    from trustcrm.testing.check import Subject


def _subject(request: pytest.FixtureRequest) -> Subject:
    return cast("Subject", request.config.pluginmanager.get_plugin("trustcrm subject"))


class TestPackage(PluginConformance):
    """The package as a whole."""

    @pytest.fixture
    def plugin(self, request: pytest.FixtureRequest) -> str:
        """The plugin's name."""
        return _subject(request).plugin


class TestImporter(ImporterConformance):
    """One importer, on the samples of a folder."""

    @pytest.fixture
    def importer(self, request: pytest.FixtureRequest) -> Importer:
        """The importer."""
        return cast("Importer", _subject(request).build())

    @pytest.fixture
    def samples(self, request: pytest.FixtureRequest) -> Sequence[Source]:
        """The files of the folder itself."""
        return _subject(request).samples

    @pytest.fixture
    def broken(self, request: pytest.FixtureRequest) -> Sequence[Source]:
        """The files of its folder `broken`."""
        found = _subject(request).broken
        if not found:
            pytest.skip("There is no folder `broken` among the samples.")
        return found

    @pytest.fixture
    def large(self, request: pytest.FixtureRequest) -> Source:
        """A file of its folder `large`."""
        found = _subject(request).large
        if not found:
            pytest.skip("There is no folder `large` among the samples.")
        return found[0]


class TestTrustModel(TrustModelConformance):
    """One trust model."""

    @pytest.fixture
    def model(self, request: pytest.FixtureRequest) -> TrustModel:
        """The model."""
        return cast("TrustModel", _subject(request).build())


class TestGazetteer(GazetteerConformance):
    """One gazetteer, on the names of a file."""

    @pytest.fixture
    def gazetteer(self, request: pytest.FixtureRequest) -> Gazetteer:
        """The gazetteer."""
        return cast("Gazetteer", _subject(request).build())

    @pytest.fixture
    def known(self, request: pytest.FixtureRequest) -> Mapping[str, str]:
        """The names of `known.toml` among the samples."""
        found = _subject(request).known
        if not found:
            pytest.skip("There is no file `known.toml` among the samples.")
        return found


class TestExporter(ExporterConformance):
    """One exporter."""

    @pytest.fixture
    def spec(self, request: pytest.FixtureRequest) -> ExporterSpec:
        """The exporter on offer."""
        return cast("ExporterSpec", _subject(request).build())

    @pytest.fixture
    def context(self, request: pytest.FixtureRequest) -> PluginContext:
        """The plugin's own context."""
        return cast("PluginContext", _subject(request).context())


class TestReport(ReportConformance):
    """One report."""

    @pytest.fixture
    def plugin(self, request: pytest.FixtureRequest) -> str:
        """The plugin's name, so that it finds its own tables."""
        return _subject(request).plugin

    @pytest.fixture
    def spec(self, request: pytest.FixtureRequest) -> ReportSpec:
        """The report on offer."""
        return cast("ReportSpec", _subject(request).build())

    @pytest.fixture
    def config(self, request: pytest.FixtureRequest) -> Any:
        """The plugin's settings."""
        return _subject(request).context().config


class TestPanel(PanelConformance):
    """One panel."""

    @pytest.fixture
    def plugin(self, request: pytest.FixtureRequest) -> str:
        """The plugin's name, so that it finds its own tables."""
        return _subject(request).plugin

    @pytest.fixture
    def spec(self, request: pytest.FixtureRequest) -> PanelSpec:
        """The panel on offer."""
        return cast("PanelSpec", _subject(request).build())

    @pytest.fixture
    def config(self, request: pytest.FixtureRequest) -> Any:
        """The plugin's settings."""
        return _subject(request).context().config


class TestNotifier(NotifierConformance):
    """One notifier, where somebody gives it another end; else it is built by the package's own tests alone."""

    @pytest.fixture
    def notifier(self, request: pytest.FixtureRequest) -> Notifier:
        """The notifier with an end that takes everything."""
        return _with_end(request, "taking")

    @pytest.fixture
    def arrived(self, request: pytest.FixtureRequest) -> Callable[[], Sequence[Outgoing]]:
        """What came there."""
        return _subject(request).arrived

    @pytest.fixture
    def unreachable(self, request: pytest.FixtureRequest) -> Notifier:
        """The notifier with no end."""
        return _with_end(request, "")

    @pytest.fixture
    def refusing(self, request: pytest.FixtureRequest) -> Notifier:
        """The notifier with an end that knows nobody."""
        return _with_end(request, "refusing")

    @pytest.fixture
    def silent(self, request: pytest.FixtureRequest) -> Notifier:
        """The notifier with an end that does not answer."""
        return _with_end(request, "silent")


def _with_end(request: pytest.FixtureRequest, end: str) -> Notifier:
    subject = _subject(request)
    if end not in subject.ends:
        pytest.skip("Nobody is at the other end here; try it in tests of your own, by NotifierConformance.")
    return cast("Notifier", subject.build(end))


class TestCalendar(CalendarConformance):
    """One calendar backend, on the calendars of a file; `{folder}` in it stands for an empty folder."""

    @pytest.fixture
    def opened(self, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], CalendarBackend]:
        """The table `[calendar]`."""
        subject = _subject(request)
        settings = _placed(subject.calendars["calendar"], tmp_path)
        return lambda: cast("CalendarBackend", subject.build(settings))

    @pytest.fixture
    def unreachable(self, request: pytest.FixtureRequest, tmp_path: Path) -> CalendarBackend:
        """The table `[unreachable]`."""
        subject = _subject(request)
        if "unreachable" not in subject.calendars:
            pytest.skip("There is no table [unreachable] in `calendar.toml`.")
        return cast("CalendarBackend", subject.build(_placed(subject.calendars["unreachable"], tmp_path)))

    @pytest.fixture
    def read_only(self, request: pytest.FixtureRequest) -> bool:
        """What the spec says."""
        return _subject(request).read_only

    @pytest.fixture
    def rewrites(self, request: pytest.FixtureRequest) -> bool:
        """What the spec says."""
        return _subject(request).rewrites


def _placed(told: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    return {
        key: value.replace("{folder}", str(folder)) if isinstance(value, str) else value for key, value in told.items()
    }
