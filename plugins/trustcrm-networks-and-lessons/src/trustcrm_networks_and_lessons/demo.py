"""What the demo office shows of lessons, dues and trails. What the plugin adds is invented, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from trustcrm.plugin import NotFound, PluginContext
from trustcrm_networks_and_lessons.lessons import adopted_already, find_out, lesson, mark
from trustcrm_networks_and_lessons.memberships import Bill, Service, owe, pay, use
from trustcrm_networks_and_lessons.trails import Place, join

INVENTED = "invented for the demo"
PUBLIC = "https://www.c40.org/press_releases/mayors-covid19-webinar"
CONVENED = date(2020, 3, 27)

ADOPTED: Mapping[str, str] = {
    "Key messages and recommendations from one month of containment": "Emergency Management Department (invented)",
    "Heat plan before its publication": "Climate office (invented)",
}
TOLD = (
    *ADOPTED, "Seoul's containment efforts, told to the mayors", "London's experience, presented to the mayors",
    "Preparing for a pandemic in a low-resource, densely populated city",
)  # fmt: skip
NETWORK = "Sister Cities International"


def furnish(context: PluginContext) -> None:
    """Tell which contributions of the demo are lessons, what a network costs, and what the masks go back to."""
    for measure in TOLD:
        _lesson(context, measure)
    for year, amount in ((2019, Decimal(1200)), (2020, Decimal(1250))):
        bill = Bill(
            year=year, amount=amount, currency="USD", on=date(year, 1, 15), due_on=date(year, 9, 30), source=INVENTED
        )
        owe(context, NETWORK, bill)
    pay(context, NETWORK, 2019, date(2019, 3, 4))
    service = Service(
        what="Insurance for volunteers on exchanges", kind="access", on=date(2019, 5, 2), thanks="By letter.",
        source=INVENTED,
    )  # fmt: skip
    use(context, NETWORK, service)
    _trail(context)


def _lesson(context: PluginContext, measure: str) -> None:
    try:
        contribution = context.ask.found("contribution", measure)
    except NotFound:
        return
    mark(context, contribution)
    one = lesson(context, str(contribution))
    invented = one.account.contribution.source == INVENTED
    on, source = (one.received[0].record.on, INVENTED) if invented else (CONVENED, PUBLIC)
    words = "Read before it was published." if invented else "Presented to 45 mayors and senior leaders."
    find_out(context, one, "evidence", words, on, source)
    if measure in ADOPTED:
        adopted_already(context, one, one.received[0].id, ADOPTED[measure])


def _trail(context: PluginContext) -> None:
    """Link the masks of 2020 to the interns of 2013, and those to the choir of 2009."""
    met = {
        row.kept.record.on: Place(noun="interaction", id=row.kept.id)  # type: ignore[attr-defined]
        for row in context.ask.page("interaction", between="Guangzhou").rows
    }
    (masks,) = (
        Place(noun="contribution", id=account.id) for account in context.ask.ledger("Guangzhou").accounts
        if account.contribution.what == "Masks and protective equipment"
    )  # fmt: skip
    interns, choir = met[date(2013, 5, 21)], met[date(2009, 7, 14)]
    join(context, masks, interns, "The interns of the port knew whom to call in both harbours (invented).")
    join(context, interns, choir, "Both sang in the choir (invented).")
