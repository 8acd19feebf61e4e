"""What a plugin asks of an open office beyond its records: reports, formats, panels, plugins, and what may ail it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from tests.plugin_site import Install
from tests.plugin_site import install as install
from tests.plugin_site import site as site
from trustcrm.cli.app import main
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Tie
from trustcrm.errors import NotFound, PluginFailed, Refused, WrongUsage
from trustcrm.hooks.context import PluginContext
from trustcrm.office import Premises, Wishes
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import record

HOME = Mention(noun="city", name="Los Angeles", ids=(("wikidata", "Q65"),))

SOURCE = """
from trustcrm.plugin import Citation, Document, ExporterSpec, Option, PanelSpec, Paragraph, ReportSpec, hookimpl, words


def build(context, subject, settings):
    if settings["say"] == "fail":
        raise KeyError("said so")
    told = words(f"{subject.noun} {subject.name}: {settings['say']}", cites=[Citation("city", 1)])
    return Document(title="Told", day=subject.day, blocks=(Paragraph(told),))


def panel(context, subject):
    if subject.name == "Milan":
        raise RuntimeError("no panel")
    return Document(title="Beside", day=subject.day)


class Upper:
    def write(self, document, file):
        file.write(document.title.upper().encode())


@hookimpl
def register_reports():
    yield ReportSpec(
        name="told", summary="Tells", build=build, subjects=("office", "city"),
        parameters=(Option(name="say", summary="what", default="hello"),),
    )


@hookimpl
def register_exporters():
    yield ExporterSpec(
        name="upper", summary="Loud", suffix=".up", media_type="text/plain", factory=lambda context: Upper()
    )


@hookimpl
def register_panels():
    yield PanelSpec(name="beside", summary="Beside", subjects=("city",), build=panel)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo office; nothing of the user's is read or written."""
    for folder in ("data", "config"):
        monkeypatch.setenv(f"XDG_{folder.upper()}_HOME", str(tmp_path / folder))
    path = tmp_path / "office.db"
    assert main(["--no-plugins", "demo", "--no-tui", "--into", str(path)]) == 0
    return path


@pytest.fixture
def context(place: Path, install: Install) -> Iterator[PluginContext]:
    """What the plugin "teller" is given of it."""
    install("teller", SOURCE)
    with closing(Premises(Wishes(database=str(place), actor="Ana", environ=os.environ)).enter()) as office:
        _ = office.desk
        yield office.host.context("teller")


def test_a_report_is_made_about_the_office_or_a_row_with_its_settings(context: PluginContext) -> None:
    assert context.ask.reports()["told"].subjects == ("office", "city")
    whole = context.ask.report("told")
    assert (whole.subject.noun, whole.subject.day) == ("office", date(2020, 6, 30))
    assert "hello" in list(whole.document.texts())[1]
    one = context.ask.report("told", "Nagoya", {"say": "bow"})
    assert list(one.document.texts())[1] == "city Nagoya: bow"
    assert one.subject == context.ask.report("told", f"city {one.subject.id}").subject


def test_what_cannot_be_asked_is_refused_by_its_own_error(context: PluginContext) -> None:
    with pytest.raises(NotFound):
        context.ask.report("nothing")
    with pytest.raises(NotFound):
        context.ask.report("told", "Atlantis")
    with pytest.raises(WrongUsage, match="no setting 'shout'"):
        context.ask.report("told", settings={"shout": "x"})
    with pytest.raises(PluginFailed, match="teller"):
        context.ask.report("told", settings={"say": "fail"})


def test_a_report_is_written_in_every_format_for_its_owner_alone(context: PluginContext, tmp_path: Path) -> None:
    made = context.ask.report("told", "Nagoya")
    assert {"upper", "text", "json"} <= set(context.ask.formats())
    assert context.ask.exported(made.document, "upper") == b"TOLD"
    loud, text = context.do.write(made, tmp_path / "papers", ("upper", "text"))
    assert loud.name == "told-nagoya-2020-06-30.up"
    assert loud.read_bytes() == b"TOLD"
    assert "city Nagoya: hello" in text.read_text(encoding="utf-8")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (loud, text)} == {0o600}
    assert context.ask.history(1)[0].change.verb == "demo"
    with pytest.raises(NotFound):
        context.do.write(made, tmp_path, ("papyrus",))
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused):
        context.do.write(made, tmp_path / "file")


def test_a_panel_that_fails_is_named_and_the_others_are_told(context: PluginContext) -> None:
    nagoya = {panel.address: panel for panel in context.ask.panels("city", context.ask.found("city", "Nagoya"))}
    milan = {panel.address: panel for panel in context.ask.panels("city", context.ask.found("city", "Milan"))}
    told = nagoya["teller:beside"].document
    assert told is not None
    assert told.title == "Beside"
    assert (milan["teller:beside"].document, milan["teller:beside"].failure) == (None, "RuntimeError: no panel")


def test_health_tells_of_database_plugins_and_who_was_at_work(context: PluginContext, place: Path) -> None:
    home = context.ask.home()
    context.do.log(context.ask.entry("call", with_side=f"#{context.ask.overview()[0].them}"))
    health = context.ask.health()
    assert (health.where, health.condition.engine, health.condition.faults) == (str(place), "SQLite", ())
    assert health.condition.octets >= place.stat().st_size // 2
    assert {plugin.name for plugin in health.plugins} >= {"core", "teller"}
    assert health.plugins == context.ask.plugins()
    assert [(one.actor, one.changes) for one in health.at_work] == [("Ana", 1), ("demo", 1)]
    assert health.actor == "Ana"
    assert str(health.at_work[0].last.tzinfo) == home.time_zone
    assert (health.backup, health.waiting, health.calendars, health.replica) == (None, [], [], None)


def test_the_newest_backup_beside_the_database_is_seen(context: PluginContext, place: Path) -> None:
    now = datetime.now().timestamp()
    for name, age in (
        ("office-backup-2020-01-01.db", 50),
        ("office-backup-2020-02-01.db", 5),
        ("other-backup-1.db", 0),
    ):
        file = place.with_name(name)
        file.write_bytes(b"x" * 10)
        os.utime(file, (now - age * 86_400,) * 2)
    health = context.ask.health()
    assert health.backup is not None
    assert (health.backup.path.name, health.backup.octets) == ("office-backup-2020-02-01.db", 10)
    assert timedelta(days=4.9) < health.now - health.backup.at < timedelta(days=5.1)


def test_imports_that_wait_and_calendars_that_cannot_be_opened_are_told(place: Path) -> None:
    (place.parent / "trustcrm.toml").write_text('[calendars.work]\nbackend = "nowhere"\n', encoding="utf-8")
    with closing(Premises(Wishes(database=str(place), actor="Ana", environ=os.environ)).enter()) as office:
        told = [City(name="Springfield", country="US", region=region) for region in ("Illinois", "Missouri")]
        record(office.desk, "add", "two Springfields", *told)
        tie = Tie(one=HOME, other=Mention(noun="city", name="Springfield", country="US"))
        drafts = [Draft(key="a", record=tie)]
        run_import(
            office.desk,
            Task(importer="test:ties", plugin="test", source="t.csv", fingerprint="1", drafts=lambda: iter(drafts)),
        )
        health = office.host.context("core").ask.health()
    (work,) = health.calendars
    assert (work.name, work.backend) == ("work", "nowhere")
    assert "nowhere" in work.fault
    assert health.settings == place.parent / "trustcrm.toml"
    (batch,) = health.waiting
    assert (batch.batch.source, batch.states["waiting"]) == ("t.csv", 1)
