"""Everything a plugin author imports. These names are promised; nothing else of trustcrm is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trustcrm.clock import Clock, PinnedClock, SystemClock
from trustcrm.errors import (
    Ambiguous,
    Bounced,
    ConfigError,
    Conflict,
    DatabaseMissing,
    DatabaseOutdated,
    DatabaseUnusable,
    EventExists,
    InvalidValue,
    NoSuchEvent,
    NotFound,
    NotifyError,
    PluginFailed,
    ReadOnly,
    Refused,
    StaleEtag,
    TokenExpired,
    TrustCrmError,
    TryLater,
    Unanswered,
    Unreachable,
    UnreadableSource,
    WrongUsage,
)
from trustcrm.hooks.calendar_specs import (
    CalendarBackend,
    CalendarBackendSpec,
    CalendarChanges,
    CalendarObject,
    Closes,
    TracksChanges,
)
from trustcrm.hooks.hookspecs import hookimpl
from trustcrm.hooks.notifier_specs import Notifier, NotifierSpec, Outgoing
from trustcrm.hooks.secret import Secret
from trustcrm.hooks.specs import (
    BatchReads,
    CommandSpec,
    DemoSpec,
    ExpectsIntensity,
    Exporter,
    ExporterSpec,
    Forgets,
    Gazetteer,
    GazetteerSpec,
    Importer,
    ImporterSpec,
    Learned,
    Option,
    PanelSpec,
    PluginSpec,
    ReportSpec,
    SignalKind,
    Sniffs,
    Source,
    Spec,
    Subject,
    TablesSpec,
    TakesProfiles,
    TrustModel,
    TrustModelSpec,
)
from trustcrm.text import alphabetical, counted, ended, fold, listed, measured, neutral, spellings, unit_for, visible

if TYPE_CHECKING:
    from trustcrm.cli.amounts import amount_in
    from trustcrm.cli.days import day_in
    from trustcrm.cli.plugin_command import pass_plugin_context
    from trustcrm.cli.telling import Amount, Currency, Day, json_option, say, tell, tell_json, tell_table
    from trustcrm.domain.act import Act, SideProfile
    from trustcrm.domain.change import CommittedChange
    from trustcrm.domain.citing import Stretch, numbered, stretches
    from trustcrm.domain.days import year_or_day
    from trustcrm.domain.document import (
        Bar,
        Bars,
        Block,
        Bullets,
        Citation,
        Column,
        Document,
        Fact,
        Facts,
        Figure,
        Heading,
        Paragraph,
        Row,
        Run,
        Table,
        Words,
        filled,
        quiet,
        shown_rows,
        strong,
        words,
    )
    from trustcrm.domain.draft import Draft, Drafts, Piece, Rejected
    from trustcrm.domain.figures import Happening, Spoke, Spot, Timeline, Wheel, WorldMap
    from trustcrm.domain.hours import AWAKE, is_taken, minutes_outside
    from trustcrm.domain.kept import Kept
    from trustcrm.domain.land import land
    from trustcrm.domain.money import Money
    from trustcrm.domain.noun import About, Field, Mention, Record, Ref, fields_of, mention_of
    from trustcrm.domain.nouns import (
        NOUNS,
        PARTS,
        Agreement,
        City,
        Colleague,
        Contribution,
        Custody,
        Engagement,
        FollowUp,
        Hold,
        Interaction,
        Kind,
        Need,
        Note,
        Office,
        Organisation,
        Participant,
        Person,
        Post,
        Rate,
        Retention,
        RetentionClass,
        Seat,
        Signal,
        Snooze,
        Step,
        Tag,
        Tenure,
        Tie,
        Window,
    )
    from trustcrm.domain.place import PlaceMatch, PlaceQuery
    from trustcrm.domain.rates import in_one_currency, worth
    from trustcrm.domain.reading import Reading, Share
    from trustcrm.domain.readings.beta_distribution import beta_interval
    from trustcrm.domain.readings.beta_habit import BetaHabit
    from trustcrm.domain.readings.breach import breaches_among
    from trustcrm.domain.readings.constants import BetaHabitConstants
    from trustcrm.domain.readings.evidence import PairEvidence
    from trustcrm.domain.readings.known_acts import KnownActs
    from trustcrm.domain.readings.saturation import group_of, saturated
    from trustcrm.domain.readings.summed_acts import SummedActs
    from trustcrm.domain.showing import shown, shown_alike
    from trustcrm.domain.weekends import weekend_of
    from trustcrm.domain.yearly import next_yearly
    from trustcrm.hooks.context import (
        Calendars,
        KeyValues,
        Notifiers,
        OfficeServices,
        PluginContext,
        PluginTables,
        TableAccess,
        TrustModels,
    )
    from trustcrm.hooks.states import PluginState
    from trustcrm.services.agenda import Agenda, AgendaEntry
    from trustcrm.services.browse import Listed, Page, Whole
    from trustcrm.services.card import SideCard, TieCard
    from trustcrm.services.deeds import BatchOfDeeds, Deeds
    from trustcrm.services.due import Due
    from trustcrm.services.fates import RowFate, UndoReport
    from trustcrm.services.health import AtWork, BackupSeen, CalendarStanding, Health
    from trustcrm.services.history import ChangeTold, Moments, RowTold
    from trustcrm.services.home import Home
    from trustcrm.services.importing.batches import BatchStanding
    from trustcrm.services.importing.deciding import Decision
    from trustcrm.services.importing.differences import Difference
    from trustcrm.services.importing.outcome import Item, Outcome
    from trustcrm.services.ledger import Account, Ledger, Total
    from trustcrm.services.log import Logged
    from trustcrm.services.panels import Panel
    from trustcrm.services.promises import Promise
    from trustcrm.services.questions import Questions
    from trustcrm.services.quick_entry.told_things import ToldThing, thing_in
    from trustcrm.services.quick_entry.values import Question, Understood
    from trustcrm.services.readings.ahead import Ahead
    from trustcrm.services.readings.explain import Direction, Explanation, Warmth
    from trustcrm.services.readings.overview import Glance
    from trustcrm.services.record import Recorded
    from trustcrm.services.report import Report
    from trustcrm.services.search import Found
    from trustcrm.services.suggestions import FreeSlot, Suggestion
    from trustcrm.services.tally import Tally
    from trustcrm.services.together import Correction
    from trustcrm.store.queries.attendance import Attendance, Attended
    from trustcrm.store.queries.batches import Batch, BatchItem
    from trustcrm.store.queries.encounters import Encounter
    from trustcrm.store.queries.ledger import StepTaken
    from trustcrm.store.queries.tally import Counted
    from trustcrm.store.queries.ties import LivingContact

__all__ = [
    "AWAKE",
    "NOUNS",
    "PARTS",
    "About",
    "Account",
    "Act",
    "Agenda",
    "AgendaEntry",
    "Agreement",
    "Ahead",
    "Ambiguous",
    "Amount",
    "AtWork",
    "Attendance",
    "Attended",
    "BackupSeen",
    "Bar",
    "Bars",
    "Batch",
    "BatchItem",
    "BatchOfDeeds",
    "BatchReads",
    "BatchStanding",
    "BetaHabit",
    "BetaHabitConstants",
    "Block",
    "Bounced",
    "Bullets",
    "CalendarBackend",
    "CalendarBackendSpec",
    "CalendarChanges",
    "CalendarObject",
    "CalendarStanding",
    "Calendars",
    "ChangeTold",
    "Citation",
    "City",
    "Clock",
    "Closes",
    "Colleague",
    "Column",
    "CommandSpec",
    "CommittedChange",
    "ConfigError",
    "Conflict",
    "Contribution",
    "Correction",
    "Counted",
    "Currency",
    "Custody",
    "DatabaseMissing",
    "DatabaseOutdated",
    "DatabaseUnusable",
    "Day",
    "Decision",
    "Deeds",
    "DemoSpec",
    "Difference",
    "Direction",
    "Document",
    "Draft",
    "Drafts",
    "Due",
    "Encounter",
    "Engagement",
    "EventExists",
    "ExpectsIntensity",
    "Explanation",
    "Exporter",
    "ExporterSpec",
    "Fact",
    "Facts",
    "Field",
    "Figure",
    "FollowUp",
    "Forgets",
    "Found",
    "FreeSlot",
    "Gazetteer",
    "GazetteerSpec",
    "Glance",
    "Happening",
    "Heading",
    "Health",
    "Hold",
    "Home",
    "Importer",
    "ImporterSpec",
    "Interaction",
    "InvalidValue",
    "Item",
    "Kept",
    "KeyValues",
    "Kind",
    "KnownActs",
    "Learned",
    "Ledger",
    "Listed",
    "LivingContact",
    "Logged",
    "Mention",
    "Moments",
    "Money",
    "Need",
    "NoSuchEvent",
    "NotFound",
    "Note",
    "Notifier",
    "NotifierSpec",
    "Notifiers",
    "NotifyError",
    "Office",
    "OfficeServices",
    "Option",
    "Organisation",
    "Outcome",
    "Outgoing",
    "Page",
    "PairEvidence",
    "Panel",
    "PanelSpec",
    "Paragraph",
    "Participant",
    "Person",
    "Piece",
    "PinnedClock",
    "PlaceMatch",
    "PlaceQuery",
    "PluginContext",
    "PluginFailed",
    "PluginSpec",
    "PluginState",
    "PluginTables",
    "Post",
    "Promise",
    "Question",
    "Questions",
    "Rate",
    "ReadOnly",
    "Reading",
    "Record",
    "Recorded",
    "Ref",
    "Refused",
    "Rejected",
    "Report",
    "ReportSpec",
    "Retention",
    "RetentionClass",
    "Row",
    "RowFate",
    "RowTold",
    "Run",
    "Seat",
    "Secret",
    "Share",
    "SideCard",
    "SideProfile",
    "Signal",
    "SignalKind",
    "Sniffs",
    "Snooze",
    "Source",
    "Spec",
    "Spoke",
    "Spot",
    "StaleEtag",
    "Step",
    "StepTaken",
    "Stretch",
    "Subject",
    "Suggestion",
    "SummedActs",
    "SystemClock",
    "Table",
    "TableAccess",
    "TablesSpec",
    "Tag",
    "TakesProfiles",
    "Tally",
    "Tenure",
    "Tie",
    "TieCard",
    "Timeline",
    "TokenExpired",
    "ToldThing",
    "Total",
    "TracksChanges",
    "TrustCrmError",
    "TrustModel",
    "TrustModelSpec",
    "TrustModels",
    "TryLater",
    "Unanswered",
    "Understood",
    "UndoReport",
    "Unreachable",
    "UnreadableSource",
    "Warmth",
    "Wheel",
    "Whole",
    "Window",
    "Words",
    "WorldMap",
    "WrongUsage",
    "alphabetical",
    "amount_in",
    "beta_interval",
    "breaches_among",
    "counted",
    "day_in",
    "ended",
    "fields_of",
    "filled",
    "fold",
    "group_of",
    "hookimpl",
    "in_one_currency",
    "is_taken",
    "json_option",
    "land",
    "listed",
    "measured",
    "mention_of",
    "minutes_outside",
    "neutral",
    "next_yearly",
    "numbered",
    "pass_plugin_context",
    "quiet",
    "saturated",
    "say",
    "shown",
    "shown_alike",
    "shown_rows",
    "spellings",
    "stretches",
    "strong",
    "tell",
    "tell_json",
    "tell_table",
    "thing_in",
    "unit_for",
    "visible",
    "weekend_of",
    "words",
    "worth",
    "year_or_day",
]


_WHEN_WANTED = (
    "trustcrm.hooks.context",
    "trustcrm.domain.document",
    "trustcrm.domain.showing",
    "trustcrm.domain.figures",
    "trustcrm.domain.citing",
    "trustcrm.domain.days",
    "trustcrm.domain.act",
    "trustcrm.domain.change",
    "trustcrm.domain.draft",
    "trustcrm.domain.place",
    "trustcrm.domain.land",
    "trustcrm.domain.money",
    "trustcrm.domain.weekends",
    "trustcrm.domain.hours",
    "trustcrm.domain.yearly",
    "trustcrm.domain.reading",
    "trustcrm.domain.noun",
    "trustcrm.domain.nouns",
    "trustcrm.domain.kept",
    "trustcrm.domain.readings.beta_habit",
    "trustcrm.domain.readings.constants",
    "trustcrm.domain.readings.evidence",
    "trustcrm.domain.readings.known_acts",
    "trustcrm.domain.readings.summed_acts",
)
"""The modules of the names that are imported only under TYPE_CHECKING above; the slowest is looked through last."""

_ANSWERS = {
    "pass_plugin_context": "trustcrm.cli.plugin_command",
    **dict.fromkeys(
        ("Amount", "Currency", "Day", "json_option", "say", "tell", "tell_json", "tell_table"), "trustcrm.cli.telling"
    ),
    "amount_in": "trustcrm.cli.amounts",
    "day_in": "trustcrm.cli.days",
    "password_of": "trustcrm.hooks.password",
    "beta_interval": "trustcrm.domain.readings.beta_distribution",
    "breaches_among": "trustcrm.domain.readings.breach",
    "in_one_currency": "trustcrm.domain.rates",
    "worth": "trustcrm.domain.rates",
    "group_of": "trustcrm.domain.readings.saturation",
    "saturated": "trustcrm.domain.readings.saturation",
    "Agenda": "trustcrm.services.agenda",
    "AgendaEntry": "trustcrm.services.agenda",
    "Listed": "trustcrm.services.browse",
    "Page": "trustcrm.services.browse",
    "Whole": "trustcrm.services.browse",
    "SideCard": "trustcrm.services.card",
    "TieCard": "trustcrm.services.card",
    "BatchOfDeeds": "trustcrm.services.deeds",
    "Deeds": "trustcrm.services.deeds",
    "Due": "trustcrm.services.due",
    "PluginState": "trustcrm.hooks.states",
    "AtWork": "trustcrm.services.health",
    "BackupSeen": "trustcrm.services.health",
    "CalendarStanding": "trustcrm.services.health",
    "Health": "trustcrm.services.health",
    "ChangeTold": "trustcrm.services.history",
    "Moments": "trustcrm.services.history",
    "RowTold": "trustcrm.services.history",
    "Home": "trustcrm.services.home",
    "BatchStanding": "trustcrm.services.importing.batches",
    "Decision": "trustcrm.services.importing.deciding",
    "Difference": "trustcrm.services.importing.differences",
    "Item": "trustcrm.services.importing.outcome",
    "Outcome": "trustcrm.services.importing.outcome",
    "Account": "trustcrm.services.ledger",
    "Ledger": "trustcrm.services.ledger",
    "Total": "trustcrm.services.ledger",
    "Logged": "trustcrm.services.log",
    "Panel": "trustcrm.services.panels",
    "Promise": "trustcrm.services.promises",
    "Questions": "trustcrm.services.questions",
    "ToldThing": "trustcrm.services.quick_entry.told_things",
    "thing_in": "trustcrm.services.quick_entry.told_things",
    "Question": "trustcrm.services.quick_entry.values",
    "Understood": "trustcrm.services.quick_entry.values",
    "Ahead": "trustcrm.services.readings.ahead",
    "Correction": "trustcrm.services.together",
    "Direction": "trustcrm.services.readings.explain",
    "Explanation": "trustcrm.services.readings.explain",
    "Warmth": "trustcrm.services.readings.explain",
    "Glance": "trustcrm.services.readings.overview",
    "Recorded": "trustcrm.services.record",
    "Report": "trustcrm.services.report",
    "Found": "trustcrm.services.search",
    "FreeSlot": "trustcrm.services.suggestions",
    "Suggestion": "trustcrm.services.suggestions",
    "Tally": "trustcrm.services.tally",
    "RowFate": "trustcrm.services.fates",
    "UndoReport": "trustcrm.services.fates",
    "Attendance": "trustcrm.store.queries.attendance",
    "Attended": "trustcrm.store.queries.attendance",
    "Counted": "trustcrm.store.queries.tally",
    "Batch": "trustcrm.store.queries.batches",
    "BatchItem": "trustcrm.store.queries.batches",
    "Encounter": "trustcrm.store.queries.encounters",
    "StepTaken": "trustcrm.store.queries.ledger",
    "LivingContact": "trustcrm.store.queries.ties",
}
"""What the office answers with, by the module it stands in; none of them is imported before it is wanted by name."""


def __getattr__(name: str) -> Any:
    """Return a noun or another value; they take 25 ms to make, for which whoever only declares need not wait."""
    if name in _ANSWERS:
        return getattr(import_module(_ANSWERS[name]), name)
    if name in __all__:
        for home in _WHEN_WANTED:
            module = import_module(home)
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
