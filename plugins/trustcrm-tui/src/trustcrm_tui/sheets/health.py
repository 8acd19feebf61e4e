"""How the house stands: the database, its backup, imports that wait, plugins, calendars, and who else is at work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from trustcrm.plugin import counted
from trustcrm_tui.ink import Content, Role, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.words import day_words

if TYPE_CHECKING:
    from trustcrm.plugin import Health, PluginContext, PluginState

How = Literal["!", "~", " "]
"""Whether something needs mending, should be looked at, or is well."""
ROLES: dict[How, Role] = {"!": "alert", "~": "warn", " ": ""}
STALE, OLD = 1, 7
"""Days after which a backup should be made anew, and after which there is none to speak of."""
OFF = ("disabled", "not allowed", "not installed")
"""States of plugins that somebody wanted."""


@dataclass(frozen=True)
class Matter:
    """Something that may ail: in a line, then all there is to know of it, and in `mend` what helps, if anything."""

    area: str
    what: str
    told: str
    how: How = " "
    facts: tuple[tuple[str, str], ...] = ()
    mend: str = ""


class HealthSheet:
    """The screen of what may ail."""

    id = "health"
    name = "Health"

    def load(self, office: PluginContext) -> Loaded:
        """Return every matter, what needs mending first."""
        matters = list(matters_of(office.ask.health()))
        rows = sorted(matters, key=lambda one: "!~ ".index(one.how))
        wrong, doubtful = (sum(one.how == sign for one in rows) for sign in "!~")
        told = [ink(f"{wrong} to mend", "alert")] if wrong else []
        told += [ink(f"{doubtful} to look at", "warn")] if doubtful else []
        return Loaded(
            Held(rows, key=lambda one: f"{one.area} {one.what}"), tuple(told or [ink("All is well.", "good")])
        )

    def draw(self, row: Matter, width: int, manner: Manner) -> Content:
        """Return the sign, the area, what it is, and how it stands."""
        area_wide, what_wide = 10, min(28, max(12, width // 3))
        rest = max(0, width - area_wide - what_wide - 4)
        return joined(
            ink(f"{row.how} ", ROLES[row.how]), cell(ink(row.area, "quiet"), area_wide), ink(" "),
            cell(ink(row.what), what_wide), ink(" "), cell(ink(row.told, ROLES[row.how]), rest),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Matter, manner: Manner) -> Sequence[Content]:
        """Return all that is known of it, and how it is mended."""
        facts = Facts()
        facts.title(f"{row.area}: {row.what}")
        facts.line(ink(row.told, ROLES[row.how]))
        facts.line(ink(""))
        for label, told in row.facts:
            facts.value(label, ink(told))
        if row.mend:
            facts.heading("What helps")
            facts.line(ink(row.mend))
        return facts.lines

    def subject(self, row: Matter) -> Subject:
        """Return nothing of the office's records."""
        return Subject(noun="matter", name=row.what)

    def kind(self, row: Matter) -> str:
        """Return the area, by which `f` chooses."""
        return row.area

    def empty(self) -> tuple[Content, ...]:
        """Return nothing: the database is always there."""
        return ()


def matters_of(health: Health) -> Iterator[Matter]:
    """Yield everything there is to say of an office's health."""
    yield _database(health)
    yield _backup(health)
    yield from _tables(health)
    yield from _imports(health)
    yield from _plugins(health.plugins)
    yield from _calendars(health)
    yield from _people(health)


def size_words(octets: int) -> str:
    """Return a size as people read it: "1.4 MB"."""
    size = octets / 1_000_000
    return f"{size / 1000:.1f} GB" if size >= 1000 else f"{size:.1f} MB" if size >= 1 else f"{octets / 1000:.0f} kB"


def _database(health: Health) -> Matter:
    condition, replica = health.condition, health.replica
    facts = [
        ("Where", health.where), ("Engine", f"{condition.engine} {condition.version}"),
        ("Size", size_words(condition.octets)), ("Journal", condition.journal_mode),
    ]  # fmt: skip
    told, how, mend = f"{condition.engine}, {size_words(condition.octets)}", " ", "trustcrm db status reads every page."
    if health.risk:
        told, how = f"lies where no database should: {health.risk}", "!"
        mend = "Move the file to a folder of this machine that nothing else copies, and open it from there with --db."
    if replica is not None:
        behind = "" if replica.seconds is None else f"{replica.seconds:.0f} s since what it saw last"
        facts.append(("Read from", f"{replica.where}, {behind}" if replica.answers else f"{replica.where}, no answer"))
        if not (replica.answers and replica.streams):
            told, how = "the replica does not answer; everything is read from the primary", "~"
            mend = "Whoever looks after the server starts the replica again; until then nothing is lost."
    return Matter("database", "the office", told, _how(how), tuple(facts), mend)


def _how(sign: str) -> How:
    return "!" if sign == "!" else "~" if sign == "~" else " "


def _backup(health: Health) -> Matter:
    mend = "trustcrm db backup writes one beside the database and compares it; keep a copy on another machine."
    place = ("Looked in", str(health.folder))
    if health.backup is None:
        return Matter("backup", "the newest", "there is none beside the database", "!", (place,), mend)
    days = (health.now.date() - health.backup.at.date()).days
    ago = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
    facts = (("File", str(health.backup.path)), ("Made", moment(health.backup.at, health.now.date())),
             ("Size", size_words(health.backup.octets)), place)  # fmt: skip
    how: How = "!" if days > OLD else "~" if days > STALE else " "
    return Matter("backup", "the newest", f"made {ago}", how, facts, mend if how != " " else "")


def moment(at: datetime, today: date) -> str:
    """Return an instant as an office says it: "3 Apr 14:05"."""
    return f"{day_words(at.date(), today)} {at:%H:%M}"


def _tables(health: Health) -> Iterator[Matter]:
    for one in health.tables:
        facts = (("Tables", ", ".join(one.tables)), ("Rows", f"{one.rows:,}"))
        if one.fit == "current":
            continue
        if one.fit == "left":
            mend = f"trustcrm plugins purge {one.plugin} takes them out, after a backup; or install the plugin again."
            yield Matter("tables", one.plugin, "left by a plugin that is not here", "~", facts, mend)
        elif one.fit == "newer":
            mend = "Install the newer version of the plugin again."
            yield Matter("tables", one.plugin, "made by a newer version of the plugin", "!", facts, mend)
        else:
            mend = "trustcrm db upgrade makes them, after a backup."
            yield Matter("tables", one.plugin, "not made for this version yet", "!", facts, mend)


def _imports(health: Health) -> Iterator[Matter]:
    for one in health.waiting:
        waits = one.states["waiting"]
        batch = one.batch
        facts = (
            ("Import", f"{batch.id}, by {batch.importer}"), ("When", moment(one.at, health.now.date())),
            *((state.capitalize(), f"{count:,}") for state, count in one.states.items() if count),
        )  # fmt: skip
        told = f"{counted(waits, 'piece waits', 'pieces wait')} for a person"
        mend = f"The screen of imports settles them, or trustcrm batch show {batch.id} on the command line."
        yield Matter("imports", batch.source, told, "~", facts, mend)


def _plugins(plugins: Iterable[PluginState]) -> Iterator[Matter]:
    for one in plugins:
        if one.name == "core":
            continue
        state, how, mend = str(one.state), " ", ""
        if state not in ("loaded", *OFF):
            how, mend = (
                "!",
                f"trustcrm plugins show {one.name} tells more; trustcrm plugins disable {one.name} leaves it out.",
            )
        elif one.failures or one.deprecated:
            how, mend = "~", f"trustcrm plugins show {one.name} tells where; a newer version may mend it."
        told = one.reason or (one.failures[-1].error if one.failures else "") or one.summary
        facts = (
            ("Version", one.version), ("State", state), ("Package", one.distribution),
            ("Offers", "; ".join(one.offers)),
            *(("Failed", f"in {failure.during}: {failure.error}") for failure in one.failures),
            *(("Outdated", line) for line in one.deprecated),
        )  # fmt: skip
        yield Matter("plugin", one.name, f"{state}: {told}" if told else state, _how(how), facts, mend)


def _calendars(health: Health) -> Iterator[Matter]:
    for one in health.calendars:
        if one.fault:
            mend = f"Mend the table [calendars.{one.name}] in {health.settings}."
            yield Matter("calendar", one.name, one.fault, "!", (("Kept by", one.backend),), mend)
        else:
            yield Matter("calendar", one.name, f"kept by {one.backend}")
    if not health.calendars:
        mend = f'A table [calendars.work] with backend = "vdir" in {health.settings} names one.'
        yield Matter("calendar", "none", "no calendar is set up", mend=mend)


def _people(health: Health) -> Iterator[Matter]:
    for one in health.at_work:
        changes = counted(one.changes, "change")
        name = f"{one.actor} (you)" if one.actor == health.actor else one.actor
        yield Matter("at work", name, f"{changes} in the last week, last {moment(one.last, health.now.date())}")
