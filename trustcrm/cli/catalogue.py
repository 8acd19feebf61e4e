"""Core's commands by name, so that listing them imports none of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "demo": ("demo", "Build a ready-made office and look around in it."),
        "init": ("init", "Start an office for your city."),
        "log": ("log", "Record what happened, in your own words."),
        "overview": ("overview", "Every tie: trust, goodwill, warmth, last and next contact."),
        "show": ("show", "A city with its ties, or any other record, whole."),
        "explain": ("explain", "Every reading of a tie as the sum of its evidence."),
        "ledger": ("ledger", "What was asked, pledged, received and thanked for, both ways."),
        "due": ("due", "Whom to contact, what expires, what we owe."),
        "agenda": ("agenda", "What is scheduled."),
        "report": ("report", "A briefing or another report, as text, web page, table, …"),
        "search": ("search", "Find words in names, notes and everything else."),
        "city": ("nouns", "Cities: add, list, show, correct, withdraw, merge, unmerge."),
        "organisation": ("nouns", "Networks, consulates, companies, groups."),
        "person": ("nouns", "People on other sides."),
        "post": ("nouns", "What people hold, such as Consul General."),
        "tenure": ("nouns", "Who held which post from when to when."),
        "colleague": ("nouns", "People of this office."),
        "tie": ("nouns", "Standing relations."),
        "custody": ("nouns", "Which colleague looks after which tie."),
        "interaction": ("nouns", "What happened between sides."),
        "participant": ("nouns", "Who took part in an interaction."),
        "step": ("nouns", "How far contributions came, step by step."),
        "contribution": ("nouns", "Things of value asked, pledged, given, thanked for."),
        "signal": ("nouns", "Witnessed evidence of goodwill or its opposite."),
        "engagement": ("nouns", "What is scheduled, and what became of it."),
        "seat": ("nouns", "Who is expected at an engagement."),
        "agreement": ("nouns", "Signed texts with term and notice date."),
        "window": ("nouns", "Crises and pauses."),
        "need": ("nouns", "What a side lacks in a crisis."),
        "rate": ("nouns", "What one currency is worth in another, by the office's own word."),
        "follow-up": ("nouns", "What someone here must do by a day."),
        "tag": ("nouns", "Words tied to records."),
        "note": ("nouns", "Free words about any record."),
        "retention-class": ("nouns", "The office's records schedule."),
        "retention": ("nouns", "Records put into a class of it, and what is due for disposal."),
        "hold": ("nouns", "Legal holds on records."),
        "snooze": ("nouns", "What is due and was put aside until a day."),
        "dispose": ("dispose", "Dispose of what the schedule says, and leave a certificate."),
        "kind": ("nouns", "The office's list of kinds and their intensities."),
        "import": ("imports", "Bring in a file by an importer."),
        "batches": ("batches", "What each import did, and taking it back."),
        "history": ("history", "Who changed what."),
        "undo": ("history", "Take a change back."),
        "plugins": ("plugins", "What is installed, what it offers, what ails it."),
        "export": ("export", "Leave with everything, as CSV and JSON."),
        "db": ("db", "The database: status, backup, restore, verify, upgrade, logins."),
    }
)
"""Core's commands by name: the module of `trustcrm.cli` that holds each one, and its line of help."""
