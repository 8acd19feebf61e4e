"""A real office for a test: an own file, an own day, the installed plugins, and the pipeline of every import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from shutil import copy
from typing import TYPE_CHECKING

from trustcrm.plugin import Mention, PinnedClock, SignalKind

if TYPE_CHECKING:
    import pytest

    from trustcrm.hooks.host import Host
    from trustcrm.office import OpenOffice, Wishes
    from trustcrm.plugin import Importer, Source
    from trustcrm.services.importing.outcome import Outcome

TODAY = date(2030, 6, 30)
ODD_NAME = "<b>Ödd</b> & Sons | *Łódź* [x](y) 名古屋"
"""A name of a city that would act as markup wherever it is not taken as it stands."""


def kit_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder in which the kit keeps, as long as the tests run, the offices that it copies."""
    return factory.getbasetemp() / "trustcrm-kit"


@contextmanager
def an_office(folder: Path, *, plugins: bool = False, only: str = "", kept: Path | None = None) -> Iterator[OpenOffice]:
    """Yield an office of an invented home city in a new file in `folder`, with nothing else in it.

    Without `plugins` no installed plugin has a say but `only` the one named, so that what is tried is the one at hand.
    With a folder in which offices are `kept`, one for the same plugins is begun once, and copied from there.
    """
    from trustcrm.office import Premises

    folder.mkdir(parents=True, exist_ok=True)
    wishes = _wishes(folder / "office.db", plugins=plugins, only=only)
    premises = Premises(wishes)
    if kept is None:
        _begin(wishes)
    else:
        template = kept / f"begun {_mark(premises.host)}.db"
        if not template.exists():
            kept.mkdir(parents=True, exist_ok=True)
            _begin(wishes)
            building = template.with_suffix(".building")
            copy(folder / "office.db", building)
            building.rename(template)
        copy(template, folder / "office.db")
    with closing(premises.enter(clock=PinnedClock(TODAY))) as office:
        yield office


def _begin(wishes: Wishes) -> None:
    from trustcrm.office import Premises
    from trustcrm.services.start import Opening, start_office

    with closing(Premises(wishes).enter(create=True, clock=PinnedClock(TODAY))) as office:
        start_office(office.desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC"))
        if not wishes.no_plugins:
            office.make_plugin_tables()
        office.database.settle()


def _mark(host: Host) -> str:
    """Return what tells one office that was only begun from another: by what plugins have put into it."""
    told = list(host.tables()), [one.spec for one in host.offers(SignalKind)]
    return sha256(repr(told).encode()).hexdigest()[:16]


def _wishes(path: Path, *, plugins: bool = False, only: str = "") -> Wishes:
    from trustcrm.office import Wishes

    environ = {"TRUSTCRM_PLUGINS": only} if only else {}
    return Wishes(database=str(path), actor="kit", no_plugins=not (plugins or only), environ=environ)


@contextmanager
def a_full_office(folder: Path, template: Path, only: str = "") -> Iterator[OpenOffice]:
    """Yield the demo office in a new file in `folder`, on its day, with a tie of ours whose names look like markup.

    It is built once, at `template`, and copied from there; a plugin named by `only` has its tables in the copy.
    """
    from trustcrm.office import Premises

    if not template.exists():
        _build_full_office(template)
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(copy(template, folder))
    with closing(Premises(_wishes(path, only=only)).enter()) as office:
        if only:
            office.make_plugin_tables()
        yield office


def _build_full_office(template: Path) -> None:
    from importlib.resources import files

    from trustcrm.office import Premises, Wishes
    from trustcrm.services.demo import build_demo

    template.parent.mkdir(parents=True, exist_ok=True)
    building = template.with_suffix(".building")
    wishes = Wishes(database=str(building), actor="kit", no_plugins=True, environ={})
    with closing(Premises(wishes).enter(create=True)) as office:
        told = [file for file in files("trustcrm.builtin").joinpath("demo").iterdir() if file.name.endswith(".toml")]
        build_demo(office.desk, told)  # type: ignore[arg-type]
    with closing(Premises(wishes).enter()) as office:
        _tie_with_odd_names(office)
        office.database.settle()
    building.rename(template)


def _tie_with_odd_names(office: OpenOffice) -> None:
    from trustcrm.plugin import City, Contribution, Interaction, Person, Post, Step, Tenure, Tie

    office.desk  # noqa: B018 - opens the office to plugins
    context = office.host.context("core")
    us, add, day = context.ask.home().side, context.do.add, date(2020, 3, 9)
    them = add(City(name=ODD_NAME, country="ZZ")).ids[0]
    add(Tie(one=us, other=them, since=day, origin=f"begun by {ODD_NAME}"))
    add(Interaction(kind="call", giver=us, receiver=them, on=day, words=f"they said {ODD_NAME}"))
    gift = add(Contribution(what=f"gift {ODD_NAME}", giver=them, receiver=us, unit="*pieces*")).ids[0]
    add(Step(contribution=gift, state="received", on=day, quantity=Decimal(3)))
    person = add(Person(name=f"Ann {ODD_NAME}", side=them)).ids[0]
    post = add(Post(title=f"Mayor of {ODD_NAME}", side=them)).ids[0]
    add(Tenure(person=person, post=post, from_on=day))


def brought_in(office: OpenOffice, importer: Importer, source: Source, *, dry_run: bool = False) -> Outcome:
    """Bring a source in through the pipeline that `trustcrm import` uses, and return what came of it."""
    from trustcrm.services.importing.run import Task, fingerprint, run_import

    task = Task(
        importer="kit:importer", plugin="kit", source=source.name,
        fingerprint=fingerprint([source.path], source.options), drafts=lambda: importer.read(source),
    )  # fmt: skip
    return run_import(office.desk, task, dry_run=dry_run)


def newest_change(office: OpenOffice) -> int:
    """Return the number of the newest change; where nothing was written it stays."""
    from trustcrm.services.history import newest

    return max((told.change.id for told in newest(office.desk, 1)), default=0)
