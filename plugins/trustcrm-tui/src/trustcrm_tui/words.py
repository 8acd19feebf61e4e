"""Days, shares and promises in few words. A partner never owes: we owe, or something is hoped for."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.plugin import alphabetical, counted, measured
from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import NOTHING, Content, ink

if TYPE_CHECKING:
    from decimal import Decimal

    from trustcrm.plugin import Account, Glance


_POST = re.compile(
    r"(?P<post>(?:Honorary )?(?:Consulate(?: General)?|Embassy)) of (?:the )?(?P<whose>.+?)"
    r"(?: in [^()]+?)?(?P<rest> \(.*\))?"
)


def short_name(name: str) -> str:
    """Return a name with what tells it from others first: "Mexico · Consulate General"."""
    found = _POST.fullmatch(name)
    return f"{found['whose']} · {found['post']}{found['rest'] or ''}" if found else name


def as_shown(name: str) -> tuple[str, str]:
    """Return what names are sorted by where they are shown in short: Armenia's consulate stands among those in A."""
    return alphabetical(short_name(name))


def day_words(on: date | None, today: date) -> str:
    """Return a day as an office says it: "3 Apr" within this year, "3 Apr 2019" else, "–" for none."""
    if on is None:
        return "–"
    return f"{on.day} {on:%b}" if on.year == today.year else f"{on.day} {on:%b} {on.year}"


def weekday_words(on: date) -> str:
    """Return a day with its weekday and year: "Tue 30 Jun 2020"."""
    return f"{on:%a} {on.day} {on:%b} {on.year}"


def late_words(on: date, today: date) -> Content:
    """Return how late a day is: "27d late", "today", "5d left"; years where days would say nothing."""
    days = (today - on).days
    if days > 0:
        return ink(f"{_span(days)} late", "alert")
    return ink("today", "warn") if days == 0 else ink(f"{_span(-days)} left", "quiet")


def _span(days: int) -> str:
    if days < 1000:
        return f"{days}d"
    return f"{days / 365.25:.0f}y"


def ago_words(on: date | None, today: date) -> str:
    """Return how long ago a day was: "41 days ago", "never" for none."""
    if on is None:
        return "never"
    days = (today - on).days
    if days <= 0:
        return "today" if days == 0 else f"in {counted(-days, 'day')}"
    return f"{counted(days, 'day')} ago" if days < 730 else f"{days // 365} years ago"


def points(share: float | None) -> str:
    """Return a probability in whole per cent that never claims certainty, "–" where there is none."""
    if share is None:
        return "–"
    whole = round(100 * share)
    return ">99" if whole > 99 else "<1" if whole < 1 else str(whole)


def trend_words(trend: float | None, glyphs: Glyphs) -> Content:
    """Return a change of trust over 91 days in whole points, with its direction."""
    if trend is None:
        return ink("–", "quiet")
    whole = round(100 * trend)
    if whole == 0:
        return ink(glyphs.level, "quiet")
    sign = glyphs.up if whole > 0 else glyphs.down
    return ink(f"{sign}{abs(whole)}", "good" if whole > 0 else "alert")


def trust_words(glance: Glance | None, glyphs: Glyphs) -> Content:
    """Return trust as three cells, with a mark where a breach is fresh."""
    if glance is None:
        return NOTHING
    mark = "!" if glance.breaches else ""
    return ink(f"{points(glance.trust)}{mark}", "alert" if glance.breaches else "")


def bar_words(share: float | None, cells: int = 10) -> str:
    """Return a share as a bar of so many cells, "" where there is none."""
    if share is None:
        return ""
    full = round(share * cells)
    return "█" * full + "░" * (cells - full)


def number(quantity: Decimal) -> str:
    """Return a quantity as people read it: "5,000", "2.5"."""
    plain = f"{quantity:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def thing(account: Account) -> str:
    """Return what an account is about with the largest quantity named, and how much came: "9 pumps, 4 arrived"."""
    contribution, arrived = account.contribution, account.quantities.get("received")
    came = f", {number(arrived)} arrived" if account.is_partial and arrived is not None else ""
    named = [quantity for quantity in account.quantities.values() if quantity is not None]
    return f"{measured(contribution.what, max(named, default=None), contribution.unit)}{came}"
