"""The example in each hook's docstring is a plugin that works."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from trustcrm.clock import SystemClock
from trustcrm.domain.change import CommittedChange
from trustcrm.hooks import hookspecs
from trustcrm.hooks.context import Furnishing, PluginContext
from trustcrm.hooks.host import Host
from trustcrm.hooks.offers import KINDS
from trustcrm.hooks.states import Status
from trustcrm.plugin import (
    Act,
    Bounced,
    CalendarBackendSpec,
    Citation,
    City,
    CommandSpec,
    Document,
    EventExists,
    Exporter,
    ExporterSpec,
    GazetteerSpec,
    Heading,
    ImporterSpec,
    NotifierSpec,
    Outgoing,
    PanelSpec,
    PlaceQuery,
    Record,
    ReportSpec,
    SignalKind,
    Source,
    StaleEtag,
    Subject,
    Tie,
    TrustModelSpec,
    TryLater,
    Unanswered,
)
from trustcrm.testing import check
from trustcrm.testing.calendar_objects import event

Install = Callable[..., None]
MakeHost = Callable[..., Host]

HOOKS = [
    name
    for name, value in vars(hookspecs).items()
    if inspect.isfunction(value) and value.__module__ == hookspecs.__name__
]


@dataclass
class Notes:
    """Lasting notes in memory."""

    texts: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, text: str) -> None:
        self.texts[key] = text


@pytest.fixture
def host_of(install: Install, make_host: MakeHost) -> Callable[[str], Host]:
    """A host with the example of one hook installed."""

    def host_of(hook: str) -> Host:
        (example,) = re.findall(r"```python\n(.*?)```", inspect.getdoc(getattr(hookspecs, hook)) or "", re.DOTALL)
        install("example", example)
        return make_host()

    return host_of


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_of_each_hook_loads_and_offers(host_of: Callable[[str], Host], lines: list[str], hook: str) -> None:
    host = host_of(hook)
    state = next(state for state in host.roster() if state.name == "example")
    assert (state.state, state.reason) == (Status.LOADED, "")
    words = [kind.word for kind in KINDS.values() if kind.hook == hook]
    assert [offer.startswith(words[0]) for offer in state.offers] == [True] * len(words)
    assert lines == []


def test_every_kind_of_offer_has_its_hook() -> None:
    assert {kind.hook for kind in KINDS.values()} == {hook for hook in HOOKS if hook.startswith("register_")}


def test_the_described_plugin_is_configured(host_of: Callable[[str], Host]) -> None:
    host = host_of("describe_plugin")
    assert next(state for state in host.roster() if state.name == "example").config == ("server", "password")
    assert host.context("example").config.server == "https://mail.example"


def test_the_example_importer_reads(host_of: Callable[[str], Host], tmp_path: Path) -> None:
    host = host_of("register_importers")
    file = tmp_path / "cities.txt"
    file.write_bytes(b"\xef\xbb\xbfMilan\n\xff\nSeoul\n")
    offer = host.offer(ImporterSpec, "city-list")
    first, broken, last = host.each(offer, host.build(offer).read(Source(path=file)))
    assert (first.record, broken.where, last.key) == (City(name="Milan"), "line 2", "Seoul")


def test_the_example_calendar_keeps_an_event(host_of: Callable[[str], Host]) -> None:
    host = host_of("register_calendar_backends")
    calendar = host.build(host.offer(CalendarBackendSpec, "memory"), None)
    href, etag = calendar.create(event())
    with pytest.raises(EventExists):
        calendar.create(event())
    assert calendar.replace(href, event(summary="changed"), etag) == dict(calendar.list())[href]
    with pytest.raises(StaleEtag):
        calendar.remove(href, etag)


def test_the_example_calendar_passes_the_kit(host_of: Callable[[str], Host]) -> None:
    host = host_of("register_calendar_backends")
    offer = host.offer(CalendarBackendSpec, "memory")
    opened: dict[str, Any] = {}
    subject = check.Subject(
        plugin="example", calendars={"calendar": {"at": "{folder}"}},
        build=lambda told: opened.setdefault(told["at"], host.build(offer, None)),
    )  # fmt: skip
    tried = {one.test: one for one in check.run_kit("calendar", "TestCalendar", subject)}
    assert {one.test: one.why for one in tried.values() if one.result == "failed"} == {}


def test_the_example_signal_kind_is_data(host_of: Callable[[str], Host]) -> None:
    assert host_of("register_signal_kinds").offer(SignalKind, "half-mast").spec.weight == 3.4


def test_the_example_trust_model_reads(host_of: Callable[[str], Host]) -> None:
    host = host_of("register_trust_models")
    model = host.build(host.offer(TrustModelSpec, "laplace"))
    act = Act(id="step 1", giver=1, receiver=2, day=date(2020, 2, 4), kind="aid", root="07", intensity=7.0)
    state = model.merge(model.take(model.empty(), [act]), model.take(model.empty(), [act]))
    assert model.read(state, 1, 2, date(2020, 3, 1)).value == pytest.approx(2 / 3)
    assert model.read(state, 1, 2, date(2020, 1, 1)).value == 0.5


def test_the_example_gazetteer_knows_its_harbours(host_of: Callable[[str], Host]) -> None:
    host = host_of("register_gazetteers")
    gazetteer = host.build(host.offer(GazetteerSpec, "harbours"))
    assert [place.country for place in gazetteer.resolve(PlaceQuery(name="GENOA"))] == ["IT"]


@dataclass
class Records:
    """An office of one record."""

    record: Record

    def read(self, noun: str, row: int) -> Record:
        assert (noun, row) == (self.record.noun, 7)
        return self.record


def _context(record: Record) -> PluginContext:
    office: Any = Records(record)
    return PluginContext(name="example", office=office)


def _about(noun: str) -> Subject:
    return Subject(noun=noun, id=7, name="Nagoya", day=date(2020, 6, 30))


def test_the_example_report_tells_the_age_of_a_tie(host_of: Callable[[str], Host]) -> None:
    spec = host_of("register_reports").offer(ReportSpec, "birthday").spec
    context = _context(Tie(one=1, other=2, since=date(1959, 4, 1)))
    document = spec.build(context, _about("tie"), {option.name: option.default for option in spec.parameters})
    assert "".join(document.texts()) == "Birthday of NagoyaIt stands for 61 years."
    assert document.citations() == (Citation("tie", 7),)


def test_the_example_exporter_writes_a_text_a_line(host_of: Callable[[str], Host]) -> None:
    host, file = host_of("register_exporters"), io.BytesIO()
    exporter: Exporter = host.build(host.offer(ExporterSpec, "lines"))
    exporter.write(Document(title="A\x1b[2J", day=date(2020, 6, 30), blocks=(Heading("Łódź"),)), file)
    assert file.getvalue() == "A\\x1b[2J\nŁódź\n".encode()


def test_the_example_panel_tells_other_names_where_there_are_any(host_of: Callable[[str], Host]) -> None:
    build = host_of("register_panels").offer(PanelSpec, "names").spec.build
    told = build(_context(City(name="Nagoya", aliases=("名古屋",))), _about("city"))
    assert told is not None
    assert list(told.texts()) == ["Other names", "also called", "名古屋"]
    assert build(_context(City(name="Nagoya")), _about("city")) is None


def test_the_example_notifier_tells_what_became_of_a_message(
    host_of: Callable[[str], Host], tmp_path: Path
) -> None:  # fmt: skip
    host = host_of("register_notifiers")
    notifier = host.build(host.offer(NotifierSpec, "sendmail"))
    program = tmp_path / "sendmail"
    notifier.program = str(program)
    message = Outgoing(sender="us@city.example", recipient="them@consulate.example", content=b"Subject: x\r\n\r\n.\r\n")
    with pytest.raises(TryLater):
        notifier.send(message)
    program.write_text(f'#!/bin/sh\ncat > "{tmp_path}/$5"\nexit ${{ANSWER:-0}}\n', "utf-8")
    program.chmod(0o700)
    notifier.send(message)
    assert (tmp_path / message.recipient).read_bytes() == message.content
    for answer, error in ((67, Bounced), (75, Unanswered)):
        program.write_text(f"#!/bin/sh\nexit {answer}\n", "utf-8")
        with pytest.raises(error):
            notifier.send(message)


def test_the_example_command_runs(host_of: Callable[[str], Host]) -> None:
    host = host_of("register_commands")
    command = host.offer(CommandSpec, "salute").spec.load()
    assert isinstance(command, click.Command)
    assert CliRunner().invoke(command, ["Seoul"]).output == "Greetings to Seoul!\n"


def test_the_example_listener_hears(host_of: Callable[[str], Host]) -> None:
    host, notes = host_of("on_commit"), Notes()
    rest: dict[str, Any] = dict.fromkeys(("keys", "office", "ask", "do", "tables"), notes)
    host.attach(lambda plugin: Furnishing(clock=SystemClock(), **rest))
    host.committed((CommittedChange(change=1, verb="record", noun="city", rows=(7, 8), operation="log"),))
    assert notes.texts == {"latest-city": "8"}
