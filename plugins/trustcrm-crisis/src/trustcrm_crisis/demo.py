"""What there is to see in the demo office: offers of strangers, one checked, one failing, one dropped; all invented."""

from __future__ import annotations

from decimal import Decimal

from trustcrm.plugin import PluginContext
from trustcrm_crisis.leads import CHECKS, Offer, check, drop, take_in

CHECKED = {
    "identity": "State register of companies, seen on 24 June (invented)",
    "certificate": "The maker's certificate, confirmed by the body that gave it (invented)",
    "sample": "Forty gowns worn for a shift at Fire Station 4 (invented)",
    "price": "Three other quotes, none below it (invented)",
    "payment terms": "The controller's note of 26 June: nothing in advance (invented)",
}
"""On what evidence every check of the one good offer was passed."""


def furnish(context: PluginContext) -> None:
    """Write down four offers in the crisis that is on, and what was checked of each."""
    crisis = context.ask.found("window", "COVID-19")
    masks = context.ask.found("need", "masks")
    gowns = _offer("Alameda Garment Works (invented)", "gowns", 1500, "gowns", "14250", "on delivery")
    good = take_in(context, crisis, gowns)
    for name in CHECKS:
        check(context, good, name, CHECKED[name], passed=True)
    far = _offer("Bright Harbour Trading (invented)", "masks", 100_000, "masks", "92000", "half in advance", masks)
    doubtful = take_in(context, crisis, far)
    check(context, doubtful, "identity", "State register of companies (invented)", passed=True)
    check(context, doubtful, "certificate", "Its number belongs to another maker (invented)", passed=False)
    take_in(context, crisis, _offer("Mission Road Spirits (invented)", "hand sanitizer", 800, "litres", "6400", ""))
    kits = take_in(context, crisis, _offer("Quick Test Partners (invented)", "test kits", 5000, "kits", "75000", "all"))
    drop(context, kits, "They wanted all of it paid in advance, to a private account (invented).")


def _offer(
    supplier: str, what: str, quantity: int, unit: str, price: str, terms: str, need: int | None = None
) -> Offer:
    return Offer(
        supplier=supplier, what=what, quantity=Decimal(quantity), unit=unit, price=Decimal(price), currency="USD",
        terms=terms or None, need=need,
    )  # fmt: skip
