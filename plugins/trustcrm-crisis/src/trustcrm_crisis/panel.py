"""The panel beside a city or organisation: where it stands in the crisis that is on."""

from __future__ import annotations

from trustcrm.plugin import Bullets, Citation, Document, PluginContext, Subject, Words, words
from trustcrm_crisis.windows import Crisis, crises_on


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return what stands against asking it, and what it gives us, in each crisis; None where nothing is to tell."""
    found = crises_on(context, subject.day)
    if not found or subject.id == context.ask.home().side:
        return None
    items = [item for crisis in found for item in _told(context, subject, crisis)]
    title = "In this crisis" if len(found) == 1 else "In the crises that are on"
    return Document(title=title, day=subject.day, blocks=(Bullets(tuple(items)),)) if items else None


def _told(context: PluginContext, subject: Subject, crisis: Crisis) -> list[Words]:
    """Return it for a crisis that is on, of which no other day needs what is imported here."""
    from trustcrm_crisis.board import board_of
    from trustcrm_crisis.in_need import matter_of, objections
    from trustcrm_crisis.paper import cites, what_became

    matter = matter_of(context, subject.day, subject.id, crisis)
    against = [one for one in objections(matter) if one.side == subject.id]
    items: list[Words] = [words(f"Do not ask now: {one.words}.", cites=one.cites) for one in against]
    board = board_of(context, crisis, subject.day, subject.id)
    for account in board.accounts:
        if account.giver == subject.id and account.receiver == board.home:
            due = f", due {account.due_on.isoformat()}" if account.due_on else ""
            items.append(words(f"{what_became(account)}{due}.", cites=cites(account)))
    head = words(f"{crisis.name}, day {crisis.day_number(subject.day)}", cites=(Citation("window", crisis.id),))
    return [head, *items] if items else []
