"""The sentences of a value report, each with the records it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from trustcrm.plugin import Citation, Words, counted, listed, shown, strong, unit_for, words
from trustcrm_report.given import exactly
from trustcrm_report.value.gathered import PROMISED, Deed, arrived, by_thing, cites_of

if TYPE_CHECKING:
    from trustcrm_report.value.gathered import Gathered

FEW = 5
"""So many things are named in one sentence; the tables below have all."""


def in_short(found: Gathered) -> Iterator[Words]:
    """Yield what a reader in a hurry reads: ties, contacts, what came, what went, what is promised."""
    us = found.home.name
    kinds = Counter(one.kind for one in found.ties)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    cites = [Citation("tie", one.tie) for one in found.ties]
    if found.ties:
        yield words(strong(f"{us} stands in {counted(len(found.ties), 'tie')}"), f" ({told}).", cites=cites)
    else:
        yield words(strong(f"{us} stands in no tie."))
    yield _contacts(found)
    yield from _came(found.received, strong("Received: "), f" from {counted(len(_givers(found)), 'partner')}", us)
    yield from _came(found.given, strong("Given: "), "", us)
    yield from _promised(found)
    yield from _carried(found)


def _contacts(found: Gathered) -> Words:
    total, met = found.tally.interactions, found.contacts
    if not total:
        return words(strong("No contact is on record"), f" from {found.period}.")
    tied = [one for one in found.ties if met.get(one.them)]
    hidden = _hidden(found.restricted_contacts)
    return words(
        strong(f"{counted(total, 'contact')}"), f"{hidden} from {found.period}, with {counted(len(met), 'side')}; "
        f"{len(tied)} of our {counted(len(found.ties), 'tie')} had at least one.",
        cites=[Citation("tie", one.tie) for one in tied],
    )  # fmt: skip


def _came(deeds: Sequence[Deed], lead: object, from_whom: str, us: str) -> Iterator[Words]:
    if not deeds:
        yield words(lead, "nothing is on record for these days.")  # type: ignore[arg-type]
        return
    things = sorted(by_thing(deeds).items(), key=lambda pair: -len(pair[1]))
    sums = [(thing, arrived(alike)) for thing, alike in things]
    told = [in_units(quantity, thing) for thing, quantity in sums if quantity is not None]
    left = len(told) - FEW
    said = ", ".join(told[:FEW]) + (f" and {left} more in other units" if left > 0 else "")
    hidden = _hidden(sum(one.is_restricted for one in deeds))
    uncounted = sum(one.quantity is None for one in deeds)
    rest = f"; {counted(uncounted, 'contribution')} nobody counted" if uncounted else ""
    yield words(
        lead,  # type: ignore[arg-type]
        f"{counted(len(deeds), 'contribution')}{hidden}{from_whom}: {said or 'none of them counted'}"
        f"{rest if said else ''}.",
        cites=cites_of(deeds),
    )


def in_units(quantity: Decimal, thing: tuple[str, str]) -> str:
    """Return a quantity with its unit, or with its kind where it has none."""
    kind, unit = thing
    return f"{shown(quantity)} {unit_for(quantity, unit) if unit else f'of {kind}'}"


def _givers(found: Gathered) -> set[int]:
    return {one.account.giver for one in found.received}


def _promised(found: Gathered) -> Iterator[Words]:
    open_ = [one for one in found.promised if one.contribution.confidentiality != "restricted"]
    hidden = _hidden(len(found.promised) - len(open_))
    if found.promised:
        cites = [
            Citation("step", kept.id, kept.record.source or one.contribution.source or "")
            for one in open_
            for kept in one.steps
            if kept.record.state in PROMISED and kept.id not in found.secret_steps
        ]
        told = f" and not here, or not all of it{hidden}. A promise is no deed: none of it is in any figure above."
        yield words(strong(f"Promised: {counted(len(found.promised), 'contribution')}"), told, cites=cites)


def _carried(found: Gathered) -> Iterator[Words]:
    others = [one for one in found.deeds if one.account.contribution.carried_by != "officials"]
    if others:
        by = Counter(one.account.contribution.carried_by for one in others)
        told = listed([f"{count} by {who}" for who, count in sorted(by.items())])
        yield words(
            strong(f"{len(others)} of {len(found.deeds)} deeds were not the officials' own"), f": {told}.",
            cites=cites_of(others),
        )  # fmt: skip


def not_shown(found: Gathered) -> Iterator[Words]:
    """Yield what this paper cannot show, and why: what nobody counted, timed, valued, assigned or may name."""
    uncounted = [one for one in found.deeds if one.quantity is None]
    if uncounted:
        yield _gap(counted(len(uncounted), "contribution"), "arrived and nobody wrote down how much.", uncounted)
    unvalued = [one for one in found.received if one.account.contribution.value is None and one.thing[0] != "money"]
    if unvalued:
        yield _gap(
            counted(len(unvalued), "contribution"),
            "that we received nobody put a price on; no price is made up.",
            unvalued,
        )
    untimed = found.tally.interactions - found.timed
    if untimed:
        yield words(
            strong(f"How long {untimed:,} of {counted(found.tally.interactions, 'contact')} took"),
            " nobody wrote down, so the hours above are fewer than were worked.",
        )  # fmt: skip
    unassigned = [one for one in found.deeds if not one.categories]
    if unassigned or found.tally.untagged:
        contacts = counted(found.tally.untagged, "contact")
        yield _gap(
            f"{counted(len(unassigned), 'contribution')} and {contacts}", "bear no tag of a category.", unassigned
        )
    silent = [one for one in found.ties if not found.contacts.get(one.them)]
    if silent:
        yield words(
            strong(counted(len(silent), "tie")), " had no contact on record that is theirs alone: ",
            _named(one.name for one in silent), cites=[Citation("tie", one.tie) for one in silent],
        )  # fmt: skip
    among = [one for one in silent if one.last_contact is not None and one.last_contact in found.period]
    if among:
        met = "was met" if len(among) == 1 else "were met"
        yield words(
            strong(f"{len(among)} of them"), f" {met} where several sides came together, which counts as one contact, "
            "with the side it was held with: ", _named(one.name for one in among),
            cites=[Citation("tie", one.tie) for one in among],
        )  # fmt: skip
    yield from _secret(found)
    yield words(
        strong("What would have happened without the ties"), " is on no record. Trade, jobs, visitors or investment "
        "that came of them nobody recorded here as theirs, so nothing of that is claimed."
    )  # fmt: skip
    yield words(
        strong("What the office cost"), " beyond hours and gifts (salaries, travel, dues) is not counted here; lay the "
        "budget beside this paper."
    )  # fmt: skip


def _secret(found: Gathered) -> Iterator[Words]:
    deeds = sum(one.is_restricted for one in found.deeds)
    signals = len(found.secret_signals)
    told = [
        counted(count, name)
        for count, name in ((found.restricted_contacts, "contact"), (deeds, "contribution"), (signals, "signal"))
        if count
    ]
    if not found.tally.whole:
        yield words(
            strong("What is restricted"), " is in no figure here: whoever made this paper may not read it, nor say how "
            "much there is."
        )  # fmt: skip
    elif told:
        yield words(
            strong("Restricted: "),
            f"{listed(told)}, counted in every figure, those of their ties too, and told of nowhere.",
        )


def _gap(what: str, told: str, deeds: Iterable[Deed]) -> Words:
    return words(strong(what), f" {told}", cites=cites_of(deeds))


def _named(names: Iterable[str], most: int = 12) -> str:
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more + "."


def _hidden(count: int) -> str:
    return f" ({count} of them restricted and not named)" if count else ""


def summed(deeds: Iterable[Deed], *, estimates: bool) -> dict[str, Decimal]:
    """Return what deeds are worth by currency: those valued from documents, or those estimated, never both."""
    sums: dict[str, list[Decimal]] = {}
    for one in deeds:
        contribution = one.account.contribution
        if one.is_valued and one.is_estimate is estimates and contribution.value is not None:
            sums.setdefault(contribution.value_currency or "", []).append(contribution.value)
    return {currency: exactly(values) for currency, values in sorted(sums.items())}
