"""How each figure of a value report is counted, so that anybody can count it again from an export alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm.plugin import Column, Row, Table

if TYPE_CHECKING:
    from trustcrm_report.value.gathered import Gathered


def rules(found: Gathered) -> Table:
    """Return each figure, its value here, and the rule by which the rows of an export give it."""
    days = f"on from {found.period}"
    ours = f"giver_id or receiver_id {found.home.side}"
    standing = "not withdrawn"
    contacts = f"interaction: {standing}, {days}, {ours}"
    came = f"contribution: {standing}; step: {standing}, state received, {days}"
    here, there = f"receiver_id {found.home.side}", f"giver_id {found.home.side}"
    figures = (
        (
            "ties",
            len(found.ties),
            f"tie: {standing}, ours, begun and not ended on {found.period.last}, more than explored",
        ),
        ("contacts", found.tally.interactions, contacts),
        ("contacts that say how long", found.timed, f"{contacts}, minutes given"),
        ("minutes", found.minutes, f"{contacts}: sum of minutes"),
        ("contributions received", len(found.received), f"{came}; {here}: how many contributions"),
        ("contributions given", len(found.given), f"{came}; {there}: how many contributions"),
        ("quantities", None, f"{came}: sum of quantity by kind and unit, each side alone"),
        ("worth", None, f"{came}, the first of its contribution: sum of value by currency, estimates apart"),
        (
            "promised",
            len(found.promised),
            f"contribution: {standing}, {here}; step: {standing}, on or before {found.period.last}: pledged, committed "
            "or in transit, and less received than that",
        ),
        ("signals", len(found.signals), f"signal: {standing}, {days}, {here}"),
        ("restricted contacts", found.restricted_contacts, f"{contacts}, confidentiality restricted"),
    )
    rows = tuple(Row(figure) for figure in figures)
    return Table((Column("figure"), Column("here", "number"), Column("rows of the export that give it")), rows)
