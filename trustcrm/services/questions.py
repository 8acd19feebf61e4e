"""What a plugin may ask of the office: the questions behind core's own commands, with the same answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from trustcrm.services.desk import office_of
from trustcrm.services.questions_of_entries import QuestionsOfEntries
from trustcrm.services.questions_of_the_past import QuestionsOfThePast

if TYPE_CHECKING:
    from trustcrm.domain.act import Act, SideProfile
    from trustcrm.domain.document import Document
    from trustcrm.domain.noun import Mention
    from trustcrm.domain.nouns import City, Rate
    from trustcrm.hooks.context import PluginContext
    from trustcrm.hooks.specs import ExporterSpec, ReportSpec
    from trustcrm.hooks.states import PluginState
    from trustcrm.services.agenda import Agenda
    from trustcrm.services.browse import Listed, Page, Whole
    from trustcrm.services.card import SideCard
    from trustcrm.services.due import Due
    from trustcrm.services.health import Health
    from trustcrm.services.home import Home
    from trustcrm.services.ledger import Account, Ledger
    from trustcrm.services.panels import Panel
    from trustcrm.services.promises import Promise
    from trustcrm.services.readings.ahead import Ahead
    from trustcrm.services.readings.explain import Explanation
    from trustcrm.services.readings.overview import Glance
    from trustcrm.services.report import Report
    from trustcrm.services.search import Found
    from trustcrm.services.suggestions import FreeSlot, Suggestion
    from trustcrm.services.tally import Tally
    from trustcrm.store.queries.attendance import Attendance
    from trustcrm.store.queries.encounters import Encounter
    from trustcrm.store.queries.ledger import StepTaken
    from trustcrm.store.queries.ties import LivingContact


class Questions(QuestionsOfEntries, QuestionsOfThePast):
    """Reads the office as whoever is at work may read it; nothing here writes.

    Days are the office's own, as `context.clock` tells them. Every question may raise `DatabaseUnusable`.
    """

    def home(self) -> Home:
        """Return our own city."""
        from trustcrm.services.home import home

        return home(self._desk)

    def overview(self, as_of: date | None = None, *, everybody: bool = False) -> list[Glance]:
        """Return every standing tie of ours in a line, by name; with `everybody` those between others too."""
        from trustcrm.services.readings.overview import overview

        return overview(self._desk, as_of, everybody=everybody)

    def trust_over(self, days: Sequence[date], them: int | None = None) -> dict[int, tuple[float | None, ...]]:
        """Return our trust in each standing tie of ours as of each of these days, by the tie's id.

        With `them`, the id of a side, of ties with that side alone. None where the office reads by a model of a
        plugin's. However many ties there are and days far back, the acts are gone through once.
        """
        from trustcrm.services.readings.course import trust_over

        return trust_over(self._desk, days, them)

    def month_ends(self, months: int) -> Sequence[date]:
        """Return the last days of the months before this one, and today: so many days, the oldest first."""
        from trustcrm.services.readings.course import month_ends

        return month_ends(self._desk.today(), months)

    def ahead(self, kind: str = "call", side: int | None = None, as_of: date | None = None) -> list[Ahead]:
        """Return what lies ahead of every side we have active ties with, by name, or of one.

        That is when each goes cold, and our trust on its next date with and without a two-way contact of a kind on the
        day itself, today where not given. Raises `InvalidValue` for a kind that the office has not.
        """
        from trustcrm.services.readings.ahead import ahead

        return ahead(self._desk, kind, side, as_of)

    def suggestions(self, days: int = 7) -> list[Suggestion]:
        """Return whom to meet within so many days, the weightiest first, each with its reasons and a free slot."""
        from trustcrm.services.suggestions import suggestions

        return suggestions(self._desk, days)

    def free_slot(self, side: int | None = None, days: int = 14) -> FreeSlot | None:
        """Return the first half hour of some days that suits us and a side, as suggestions choose theirs, or None."""
        from trustcrm.services.suggestions import free_slot

        return free_slot(self._desk, side, days)

    def busy(self, first: date, last: date, but: int | None = None) -> list[tuple[datetime, datetime]]:
        """Return from when to when we have something at an hour on some days, an engagement by its id left out.

        One that was called off takes none, and one that does not say when it ends takes an hour.
        """
        from trustcrm.services.hours import busy

        return busy(self._desk, first, last, but)

    def city_of(self, side: int) -> City | None:
        """Return the city that a side is, or that an organisation sits in, None where that is not known."""
        from trustcrm.services.hours import city_of

        with self._desk.database.reading() as connection:
            found = city_of(connection, side)
        return found[1] if found is not None else None

    def card(self, side: int, as_of: date | None = None) -> SideCard:
        """Return one city or organisation whole. Raises `NotFound`."""
        from trustcrm.services.card import card

        return card(self._desk, side, as_of)

    def explain(self, them: int, as_of: date | None = None, us: int | None = None) -> Explanation:
        """Return every reading of a tie as the sum of its evidence. Raises `NotFound` where no tie joins the two."""
        from trustcrm.services.readings.explain import explain

        return explain(self._desk, them, as_of, us)

    def acts(self, as_of: date | None = None) -> list[Act]:
        """Return every act up to a day, oldest first: all that readings rest on. Restricted ones tell no kind."""
        from trustcrm.store.queries.evidence import every_act

        with self._desk.database.reading() as connection:
            return list(every_act(connection, as_of or self._desk.today()))

    def side_profiles(self) -> list[SideProfile]:
        """Return what is known of every side apart from acts: its country, and what sort of side it is."""
        from trustcrm.store.queries.evidence import side_profiles

        with self._desk.database.reading() as connection:
            return side_profiles(connection)

    def people_met(self, them: int, as_of: date | None = None) -> list[LivingContact]:
        """Return the living people of a side who had two-way contact with us within two years, the latest first."""
        from trustcrm.services.readings.explain import people_met

        return people_met(self._desk, them, as_of)

    def everybody_met(self, as_of: date | None = None) -> dict[int, list[LivingContact]]:
        """Return whom `people_met` tells of each side, by the side's id, for a little more than one of them costs."""
        from trustcrm.services.readings.explain import everybody_met

        return everybody_met(self._desk, as_of)

    def encounters(self, people: Collection[int], as_of: date | None = None) -> list[Encounter]:
        """Return every two-way contact of these people with us, the latest first, each with who of ours was there."""
        from trustcrm.store.queries.encounters import encounters

        with self._desk.database.reading() as connection:
            home = cast(int, office_of(connection).home)
            return encounters(connection, home, people, as_of or self._desk.today())

    def due(self, days: int = 30, *, snoozed: bool = False) -> list[Due]:
        """Return what needs somebody within so many days, most urgent first; with `snoozed` what was put aside too."""
        from trustcrm.services.due import due

        return due(self._desk, days, snoozed=snoozed)

    def agenda(self, first: date | None = None, days: int = 30) -> Agenda:
        """Return what is scheduled on `days` days from `first`, else from today."""
        from trustcrm.services.agenda import agenda

        return agenda(self._desk, first, days)

    def ledger(
        self, side: str | None = None, *, open_only: bool = False, window: int | None = None, since: date | None = None
    ) -> Ledger:
        """Return what was asked, promised, received and thanked for, of everybody or of one side by name or number.

        With `window`, the id of a crisis, what belongs to it alone, or of a pause, what moved in its days; with `since`
        that of which a step fell on this day or later. All steps are told of each. Raises `NotFound` or `Ambiguous`.
        """
        from trustcrm.services.ledger import ledger

        return ledger(self._desk, side, open_only=open_only, window=window, since=since)

    def accounts(self, contributions: Collection[int]) -> dict[int, Account]:
        """Return what `ledger` tells of those of these contributions that stand, by id."""
        from trustcrm.services.ledger import accounts_among

        with self._desk.database.reading() as connection:
            return {one.id: one for one in accounts_among(connection, contributions)}

    def steps_taken(self, state: str, since: date | None = None) -> list[StepTaken]:
        """Return the steps of contributions in a state, such as "received", by contribution and then by day.

        With `since` those of this day or later. Where nothing else of them is wanted it is much quicker than `ledger`.
        """
        from trustcrm.store.queries.ledger import steps_taken

        with self._desk.database.reading() as connection:
            return steps_taken(connection, state, since)

    def promises(self) -> list[Promise]:
        """Return every promise of ours or to us that names a day: open ones, kept ones, and those that are off."""
        from trustcrm.services.promises import promises

        return promises(self._desk)

    def restricted(self, noun: str, rows: Collection[int]) -> set[int]:
        """Return which of these rows only who is cleared may read, by their own word or by what they belong to.

        Whoever is not cleared is given none of them, and is told of none.
        """
        from trustcrm.services.marking import secret_among

        with self._desk.database.reading() as connection:
            return secret_among(connection, noun, rows)

    def tally(
        self, first: date, last: date, tags: Mapping[str, Collection[str]] | None = None, side: int | None = None
    ) -> Tally:
        """Return how many interactions our own city had from one day to another, by side and kind, or with one side.

        With `tags`, such as `{"arts": ("arts", "culture")}`, how many bear one of each group too. The database counts,
        so that a million take a moment.
        """
        from trustcrm.services.tally import tally

        return tally(self._desk, first, last, tags, side)

    def attendance(self, first: date, last: date, them: int | None = None) -> list[Attendance]:
        """Return the two-way contacts of our own city from one day to another and who took part, by other side.

        With `them`, the id of a side, of that side alone. The database counts, so that a million take a moment.
        """
        from trustcrm.services.desk import home_of
        from trustcrm.store.queries.attendance import attendance_between

        with self._desk.database.reading() as connection:
            return attendance_between(connection, home_of(connection), first, last, them)

    def rates(self) -> list[Rate]:
        """Return what the office said currencies are worth, in the order it did; `worth` chooses the one of a day."""
        from trustcrm.store.queries.rows import records

        with self._desk.database.reading() as connection:
            return [cast("Rate", kept.record) for kept in records(connection, "rate")]

    def search(self, words: str, *, noun: str | None = None, limit: int = 20) -> list[Found]:
        """Return the rows in which every word stands: those whose name begins so, then the others, newest first."""
        from trustcrm.services.search import search

        return search(self._desk, words, noun=noun, limit=limit)

    def page(
        self, noun: str, wanted: Mapping[str, str] | None = None, *, between: str = "", before: int | None = None,
        after: int | None = None, limit: int | None = None, withdrawn: bool = False,
    ) -> Page:  # fmt: skip
        """Return records of a noun, newest first, of which the fields in `wanted` have these values in words.

        "" stands for a field that is empty: `page("follow-up", {"done_on": ""})` tells what is still to be done.
        `before` goes on below a row's id and `after` above it, so that a list of any length is read in windows at the
        same cost; `between` takes those alone that have this side on either end. Raises `InvalidValue`, `NotFound` or
        `Ambiguous`.
        """
        from trustcrm.services.browse import page

        return page(
            self._desk, noun, wanted or {}, between=between, before=before, after=after, limit=limit,
            withdrawn=withdrawn,
        )  # fmt: skip

    def count(self, noun: str, wanted: Mapping[str, str] | None = None) -> int:
        """Return how many records of a noun stand, as `page` would list; a million take a moment."""
        from trustcrm.services.browse import count

        return count(self._desk, noun, wanted or {})

    def whole(self, noun: str, words: str) -> Whole:
        """Return one record, by number or name, with all that belongs to it. Raises `NotFound` or `Ambiguous`."""
        from trustcrm.services.browse import whole

        return whole(self._desk, noun, words)

    def one(self, noun: str, row: int) -> Listed:
        """Return one record by its id, with the titles of what it refers to. Raises `NotFound`."""
        from trustcrm.services.browse import one

        return one(self._desk, noun, row)

    def several(self, noun: str, rows: Collection[int]) -> dict[int, Listed]:
        """Return those of these records that are there, as `one` tells each, by id; of sides where `noun` is "side"."""
        from trustcrm.services.browse import several

        return several(self._desk, noun, rows)

    def added_in(self, noun: str, rows: Collection[int]) -> dict[int, int]:
        """Return the number of the change that added each of these rows: of two, the lower was on record first."""
        from trustcrm.store.queries.history import added_in

        with self._desk.database.reading() as connection:
            return added_in(connection, noun, rows)

    def found(self, noun: str, words: str) -> int:
        """Return the id of the row meant by a number or a name; "side" is a noun too. Raises as `whole` does."""
        from trustcrm.services.browse import found

        return found(self._desk, noun, words)

    def mention(self, noun: str, row: int) -> Mention:
        """Return how an importer mentions a row, of whichever noun it is where `noun` is "side". Raises `NotFound`."""
        from trustcrm.services.home import mention

        return mention(self._desk, noun, row)

    def panels(self, noun: str, row: int, as_of: date | None = None) -> list[Panel]:
        """Return what every panel tells beside a row, and which failed. Raises `NotFound` for no such row."""
        from trustcrm.services.panels import panels
        from trustcrm.services.report import row_as_subject

        return list(panels(self._host, row_as_subject(self._desk, noun, row, as_of)))

    def reports(self) -> dict[str, ReportSpec]:
        """Return every report on offer by the name to ask for it; `report` makes one, in its own plugin's name."""
        from trustcrm.hooks.specs import ReportSpec

        return {self._host.shortest(offer): offer.spec for offer in self._host.offers(ReportSpec)}

    def formats(self) -> dict[str, ExporterSpec]:
        """Return every format on offer by its name."""
        from trustcrm.hooks.specs import ExporterSpec

        return {self._host.shortest(offer): offer.spec for offer in self._host.offers(ExporterSpec)}

    def report(
        self, name: str, about: str = "", settings: Mapping[str, str] | None = None, as_of: date | None = None
    ) -> Report:  # fmt: skip
        """Return a report about the row meant by a name, by a number or, as in "city 4", by both; "" is the office.

        Raises `NotFound`, `Ambiguous` or `WrongUsage`, and `PluginFailed` where the plugin that makes it fails.
        """
        from trustcrm.services.report import make_report

        return make_report(self._desk, self._host, name, about, settings or {}, as_of)

    def exported(self, document: Document, format: str) -> bytes:
        """Return a document as a format writes it. Raises `NotFound`, or `PluginFailed` where its plugin fails."""
        from trustcrm.hooks.specs import ExporterSpec
        from trustcrm.services.report import exported

        return exported(self._host, self._host.offer(ExporterSpec, format), document)

    def plugins(self) -> Sequence[PluginState]:
        """Return every plugin, core first, with its state, the reason, its offers and its failures."""
        return self._host.roster()

    def context_of(self, plugin: str) -> PluginContext:
        """Return another plugin's own context, to run what it offered by a hook of the asking plugin's.

        Raises `NotFound`, and `ConfigError` where its table in the configuration does not fit.
        """
        return self._host.context(plugin)

    def health(self) -> Health:
        """Return how the database, its backups, imports, plugins and calendars stand, and who else is at work."""
        from trustcrm.services.health import health

        return health(self._desk, self._host, self._around())
