"""The nouns of an office, each told once; every other room reads what there is from `NOUNS`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trustcrm.domain.noun import Record
from trustcrm.domain.nouns.ahead import Engagement, FollowUp, Seat, Snooze
from trustcrm.domain.nouns.dealings import Contribution, Interaction, Participant, Signal, Step
from trustcrm.domain.nouns.keeping import Hold, Retention, RetentionClass
from trustcrm.domain.nouns.money import Rate
from trustcrm.domain.nouns.people import Colleague, Person, Post, Tenure
from trustcrm.domain.nouns.places import City, Organisation
from trustcrm.domain.nouns.ties import Agreement, Custody, Need, Tie, Window
from trustcrm.domain.nouns.words import Kind, Note, Office, Tag

NOUNS: Mapping[str, type[Record]] = MappingProxyType(
    {
        kind.noun: kind
        for kind in (
            City, Organisation, Office, Kind, Colleague, Person, Post, Tenure, Tie, Custody, Agreement, Window,
            Need, Interaction, Participant, Contribution, Step, Signal, Engagement, Seat, FollowUp, Tag, Note,
            Rate, RetentionClass, Retention, Hold, Snooze,
        )
    }
)  # fmt: skip
"""Every noun by name, ordered so that whatever a noun refers to stands before it."""

SIDES = ("city", "organisation")
"""The nouns that can be a side of a tie; they share one series of ids."""

MERGEABLE = ("city", "organisation", "person")
"""The nouns of which two rows may turn out to be one."""

PARTS: Mapping[str, str] = MappingProxyType(
    {"participant": "interaction", "step": "contribution", "seat": "engagement"}
)
"""Nouns that belong to another, by the field that points at it."""

ABOUT = ("tag", "note", "retention", "hold", "snooze")
"""Nouns that may be about any row, by the columns `about_noun` and `about_row`."""

__all__ = [
    "ABOUT", "MERGEABLE", "NOUNS", "PARTS", "SIDES", "Agreement", "City", "Colleague", "Contribution", "Custody",
    "Engagement", "FollowUp", "Hold", "Interaction", "Kind", "Need", "Note", "Office", "Organisation", "Participant",
    "Person", "Post", "Rate", "Record", "Retention", "RetentionClass", "Seat", "Signal", "Snooze", "Step", "Tag",
    "Tenure", "Tie", "Window",
]  # fmt: skip
