"""The hooks: every point at which core calls a plugin, each with one complete plugin as an example.

There are two kinds and no third. A `register_*` hook takes nothing and yields specs; it is called once, when offers of
its kind are first wanted, so it must be quick and import nothing heavy. An `on_*` hook takes frozen values, returns
nothing and is called after the commit: it can refuse nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

from trustcrm.hooks.calendar_specs import CalendarBackendSpec
from trustcrm.hooks.notifier_specs import NotifierSpec
from trustcrm.hooks.specs import (
    CommandSpec,
    DemoSpec,
    ExporterSpec,
    GazetteerSpec,
    ImporterSpec,
    PanelSpec,
    PluginSpec,
    ReportSpec,
    SignalKind,
    TrustModelSpec,
)

if TYPE_CHECKING:
    from trustcrm.domain.change import CommittedChange
    from trustcrm.hooks.context import PluginContext

PROJECT = "trustcrm"
"""The project name that the markers and the host share."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def describe_plugin() -> PluginSpec:  # type: ignore[empty-body]
    """Return what the plugin says of itself; a plugin that has nothing to add leaves this hook out.

    ```python
    from dataclasses import dataclass

    from trustcrm.plugin import PluginSpec, Secret, hookimpl


    @dataclass(frozen=True, kw_only=True)
    class Config:
        server: str = "https://mail.example"
        password: Secret | None = None


    @hookimpl
    def describe_plugin():
        return PluginSpec(summary="Reads what the mail room exports", config=Config, needs_core=">=0.1")
    ```
    """


@hookspec
def register_importers() -> Iterable[ImporterSpec]:  # type: ignore[empty-body]
    """Yield the importers on offer, each run by `trustcrm import NAME FILE`.

    ```python
    from trustcrm.plugin import City, Draft, ImporterSpec, Rejected, hookimpl


    class CityList:
        def read(self, source):
            with source.open() as file:
                for number, line in enumerate(file, 1):
                    try:
                        name = line.decode("utf-8-sig").strip()
                    except UnicodeDecodeError:
                        yield Rejected(where=f"line {number}", reason="The line is not UTF-8 text.")
                    else:
                        yield Draft(key=name, record=City(name=name), where=f"line {number}")


    @hookimpl
    def register_importers():
        yield ImporterSpec(
            name="city-list",
            summary="Cities, one name a line",
            suffixes=(".txt",),
            factory=lambda context: CityList(),
        )
    ```
    """


@hookspec
def register_calendar_backends() -> Iterable[CalendarBackendSpec]:  # type: ignore[empty-body]
    """Yield the places on offer where calendars can be kept, each opened by a table `[calendars.NAME]`.

    ```python
    import hashlib
    import re
    from threading import Lock

    from trustcrm.plugin import CalendarBackendSpec, CalendarObject, EventExists, NoSuchEvent, StaleEtag, hookimpl


    def uid_of(ics):
        unfolded = re.sub(rb"\\r?\\n[ \\t]", b"", ics)
        return re.search(rb"^UID[^:\\r\\n]*:(.*?)\\r?$", unfolded, re.MULTILINE)[1]


    class Memory:
        def __init__(self):
            self.kept, self.made, self.lock = {}, 0, Lock()

        def list(self):
            return [(href, self.etag(href)) for href in self.kept]

        def get(self, hrefs):
            for href in hrefs:
                if href in self.kept:
                    yield CalendarObject(href=href, etag=self.etag(href), ics=self.kept[href])

        def create(self, ics):
            with self.lock:
                if uid_of(ics) in map(uid_of, self.kept.values()):
                    raise EventExists("An event of this UID is there already; replace it.")
                self.made += 1
                href = f"{self.made}.ics"
                self.kept[href] = ics
                return href, self.etag(href)

        def replace(self, href, ics, etag):
            with self.lock:
                self.check(href, etag)
                self.kept[href] = ics
                return self.etag(href)

        def remove(self, href, etag):
            with self.lock:
                self.check(href, etag)
                del self.kept[href]

        def etag(self, href):
            return hashlib.sha256(self.kept[href]).hexdigest()

        def check(self, href, etag):
            if href not in self.kept:
                raise NoSuchEvent(f"{href} is not there any more; list the calendar anew.")
            if self.etag(href) != etag:
                raise StaleEtag(f"{href} was changed meanwhile; read it again.")


    @hookimpl
    def register_calendar_backends():
        yield CalendarBackendSpec(
            name="memory",
            summary="A calendar that is forgotten at the end",
            factory=lambda context, settings: Memory(),
        )
    ```
    """


@hookspec
def register_signal_kinds() -> Iterable[SignalKind]:  # type: ignore[empty-body]
    """Yield further kinds of goodwill signal, each with the size of its intensity and the code it is taken from.

    ```python
    from trustcrm.plugin import SignalKind, hookimpl


    @hookimpl
    def register_signal_kinds():
        yield SignalKind(
            name="half-mast",
            summary="Lowered their flag for our dead",
            leans=1,
            weight=3.4,
            cameo="051",
        )
    ```
    """


@hookspec
def register_trust_models() -> Iterable[TrustModelSpec]:  # type: ignore[empty-body]
    """Yield the trust models on offer, each a fold over acts.

    ```python
    from trustcrm.plugin import Reading, TrustModelSpec, hookimpl


    class LaplaceShare:
        def empty(self):
            return {}

        def take(self, state, acts):
            return state | {act.id: act for act in acts}

        def merge(self, one, other):
            return one | other

        def read(self, state, giver, receiver, day, *, explain=False):
            seen = [
                act
                for act in state.values()
                if (act.giver, act.receiver) == (giver, receiver) and act.day <= day and act.intensity
            ]
            kind = sum(act.intensity > 0 for act in seen)
            return Reading(
                model="laplace",
                giver=giver,
                receiver=receiver,
                day=day,
                value=(kind + 1) / (len(seen) + 2),
                uncertainty=2 / (len(seen) + 2),
                low=0.0,
                high=1.0,
                acts=len(seen),
                last=max((act.day for act in seen), default=None),
            )


    @hookimpl
    def register_trust_models():
        yield TrustModelSpec(
            name="laplace",
            summary="Share of kind acts, one imagined of each",
            version="1",
            factory=lambda context: LaplaceShare(),
        )
    ```
    """


@hookspec
def register_gazetteers() -> Iterable[GazetteerSpec]:  # type: ignore[empty-body]
    """Yield the gazetteers on offer; they are asked one after another until a place is found.

    ```python
    from trustcrm.plugin import GazetteerSpec, PlaceMatch, fold, hookimpl

    HARBOURS = (
        PlaceMatch(name="Genoa", country="IT", latitude=44.41, longitude=8.93, time_zone="Europe/Rome"),
        PlaceMatch(name="Busan", country="KR", latitude=35.18, longitude=129.08, time_zone="Asia/Seoul"),
    )


    class Harbours:
        def resolve(self, query):
            return [place for place in HARBOURS if fold(place.name) == fold(query.name)][: query.limit]


    @hookimpl
    def register_gazetteers():
        yield GazetteerSpec(
            name="harbours",
            summary="Two harbours and nothing else",
            factory=lambda context: Harbours(),
        )
    ```
    """


@hookspec
def register_reports() -> Iterable[ReportSpec]:  # type: ignore[empty-body]
    """Yield the reports on offer, each run by `trustcrm report NAME` and written by any exporter.

    ```python
    from trustcrm.plugin import Citation, Document, Option, Paragraph, ReportSpec, hookimpl, strong, words


    def birthday(context, subject, settings):
        tie = context.office.read("tie", subject.id)
        if tie.since is None:
            told = words("Nobody wrote down since when it stands.")
        else:
            age = strong(f"{subject.day.year - tie.since.year} years")
            told = words("It stands for ", age, settings["end"], cites=[Citation("tie", subject.id)])
        return Document(title=f"Birthday of {subject.name}", day=subject.day, blocks=(Paragraph(told),))


    @hookimpl
    def register_reports():
        yield ReportSpec(
            name="birthday",
            summary="How old a tie is this year",
            build=birthday,
            subjects=("tie",),
            parameters=(Option(name="end", summary="how the sentence ends", default="."),),
        )
    ```
    """


@hookspec
def register_exporters() -> Iterable[ExporterSpec]:  # type: ignore[empty-body]
    """Yield the exporters on offer, each a format for `trustcrm report --format`.

    ```python
    from trustcrm.plugin import ExporterSpec, hookimpl, visible


    class Lines:
        def write(self, document, file):
            for text in document.texts():
                file.write(f"{visible(text)}\\n".encode())
            for cited in document.citations():
                file.write(f"{cited}\\n".encode())


    @hookimpl
    def register_exporters():
        yield ExporterSpec(
            name="lines",
            summary="Every text of it, one a line",
            suffix=".txt",
            media_type="text/plain",
            factory=lambda context: Lines(),
        )
    ```
    """


@hookspec
def register_panels() -> Iterable[PanelSpec]:  # type: ignore[empty-body]
    """Yield the panels on offer, each shown beside what it is about; one that fails is left out, and the rest stands.

    ```python
    from trustcrm.plugin import Document, Fact, Facts, PanelSpec, hookimpl, words


    def names(context, subject):
        also = context.office.read(subject.noun, subject.id).aliases
        if not also:
            return None
        return Document(
            title="Other names",
            day=subject.day,
            blocks=(Facts((Fact("also called", words(", ".join(also))),)),),
        )


    @hookimpl
    def register_panels():
        yield PanelSpec(
            name="names",
            summary="What else a side is called",
            subjects=("city", "organisation"),
            build=names,
        )
    ```
    """


@hookspec
def register_demos() -> Iterable[DemoSpec]:  # type: ignore[empty-body]
    """Yield what `trustcrm demo` adds to its ready-made office; where it fails, the rest of that office stands.

    ```python
    from trustcrm.plugin import DemoSpec, Note, hookimpl


    def furnish(context):
        about = {"about_noun": "city", "about_row": context.ask.found("city", "Nagoya")}
        context.do.add(Note(words="The harbour is lit green in May (invented).", **about))


    @hookimpl
    def register_demos():
        yield DemoSpec(name="harbours", summary="A harbour to look at", furnish=furnish)
    ```
    """


@hookspec
def register_notifiers() -> Iterable[NotifierSpec]:  # type: ignore[empty-body]
    """Yield the notifiers on offer: each carries a message that a person released to the one address it names.

    ```python
    import subprocess

    from trustcrm.plugin import Bounced, NotifierSpec, TryLater, Unanswered, hookimpl


    class Sendmail:
        def __init__(self, program="/usr/sbin/sendmail"):
            self.program = program

        def send(self, message):
            words = [self.program, "-i", "-f", message.sender, "--", message.recipient]
            try:
                done = subprocess.run(words, input=message.content, timeout=60, check=False)
            except OSError as error:
                raise TryLater(f"{self.program} cannot be run: {error}; nothing left.") from None
            except subprocess.TimeoutExpired:
                raise Unanswered(f"{self.program} did not end; ask whether the message left.") from None
            if done.returncode == 67:
                raise Bounced(f"{message.recipient} is nobody that {self.program} knows.")
            if done.returncode:
                raise Unanswered(f"{self.program} ended with {done.returncode}; ask whether the message left.")


    @hookimpl
    def register_notifiers():
        yield NotifierSpec(name="sendmail", summary="The machine's own sendmail", factory=lambda context: Sendmail())
    ```
    """


@hookspec
def register_commands() -> Iterable[CommandSpec]:  # type: ignore[empty-body]
    """Yield further commands of `trustcrm`; a command is imported only when it runs.

    ```python
    from trustcrm.plugin import CommandSpec, hookimpl


    def load():
        import click

        @click.command("salute")
        @click.argument("city")
        def salute(city):
            click.echo(f"Greetings to {city}!")

        return salute


    @hookimpl
    def register_commands():
        yield CommandSpec(name="salute", summary="Greet a city", load=load)
    ```
    """


@hookspec
def on_commit(changes: tuple[CommittedChange, ...], context: PluginContext) -> None:
    """Hear what a transaction has changed, once a transaction, when it is safely committed.

    `context` is the plugin's own. What is raised here is contained: the data stand.

    ```python
    from trustcrm.plugin import hookimpl


    @hookimpl
    def on_commit(changes, context):
        cities = [row for change in changes if change.noun == "city" for row in change.rows]
        if cities:
            context.keys.put("latest-city", str(cities[-1]))
    ```
    """
