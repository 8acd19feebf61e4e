"""Everything a plugin author imports. These names are promised; nothing else of trustcrm is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trustcrm.clock import Clock, PinnedClock, SystemClock
from trustcrm.errors import (
    Ambiguous,
    ConfigError,
    Conflict,
    InvalidValue,
    NotFound,
    PluginFailed,
    Refused,
    TrustCrmError,
    Unreachable,
    UnreadableSource,
    WrongUsage,
)
from trustcrm.hooks.hookspecs import hookimpl
from trustcrm.hooks.secret import Secret
from trustcrm.hooks.specs import (
    CommandSpec,
    Gazetteer,
    GazetteerSpec,
    Importer,
    ImporterSpec,
    Option,
    PluginSpec,
    SignalKind,
    Sniffs,
    Source,
    Spec,
    TrustModel,
    TrustModelSpec,
)
from trustcrm.text import fold, spellings

if TYPE_CHECKING:
    from trustcrm.domain.act import Act
    from trustcrm.domain.change import CommittedChange
    from trustcrm.domain.draft import Draft, Drafts, Piece, Rejected
    from trustcrm.domain.noun import About, Field, Mention, Record, Ref, fields_of
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
        Note,
        Office,
        Organisation,
        Participant,
        Person,
        Post,
        Retention,
        RetentionClass,
        Seat,
        Signal,
        Step,
        Tag,
        Tenure,
        Tie,
        Window,
    )
    from trustcrm.domain.place import PlaceMatch, PlaceQuery
    from trustcrm.domain.reading import Reading, Share
    from trustcrm.hooks.context import KeyValues, OfficeServices, PluginContext

__all__ = [
    "NOUNS",
    "PARTS",
    "About",
    "Act",
    "Agreement",
    "Ambiguous",
    "City",
    "Clock",
    "Colleague",
    "CommandSpec",
    "CommittedChange",
    "ConfigError",
    "Conflict",
    "Contribution",
    "Custody",
    "Draft",
    "Drafts",
    "Engagement",
    "Field",
    "FollowUp",
    "Gazetteer",
    "GazetteerSpec",
    "Hold",
    "Importer",
    "ImporterSpec",
    "Interaction",
    "InvalidValue",
    "KeyValues",
    "Kind",
    "Mention",
    "NotFound",
    "Note",
    "Office",
    "OfficeServices",
    "Option",
    "Organisation",
    "Participant",
    "Person",
    "Piece",
    "PinnedClock",
    "PlaceMatch",
    "PlaceQuery",
    "PluginContext",
    "PluginFailed",
    "PluginSpec",
    "Post",
    "Reading",
    "Record",
    "Ref",
    "Refused",
    "Rejected",
    "Retention",
    "RetentionClass",
    "Seat",
    "Secret",
    "Share",
    "Signal",
    "SignalKind",
    "Sniffs",
    "Source",
    "Spec",
    "Step",
    "SystemClock",
    "Tag",
    "Tenure",
    "Tie",
    "TrustCrmError",
    "TrustModel",
    "TrustModelSpec",
    "Unreachable",
    "UnreadableSource",
    "Window",
    "WrongUsage",
    "fields_of",
    "fold",
    "hookimpl",
    "spellings",
]


_WHEN_WANTED = (
    "trustcrm.hooks.context",
    "trustcrm.domain.act",
    "trustcrm.domain.change",
    "trustcrm.domain.draft",
    "trustcrm.domain.place",
    "trustcrm.domain.reading",
    "trustcrm.domain.noun",
    "trustcrm.domain.nouns",
)
"""The modules of the names that are imported only under TYPE_CHECKING above; the slowest is looked through last."""


def __getattr__(name: str) -> Any:
    """Return a noun or another value; they take 25 ms to make, for which whoever only declares need not wait."""
    if name in __all__:
        for home in _WHEN_WANTED:
            module = import_module(home)
            if hasattr(module, name):
                return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
