"""`trustcrm overview`: every tie in a line, sortable and filterable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns.ties import TIE_KINDS, TIE_STATES
from trustcrm.errors import WrongUsage
from trustcrm.text import alphabetical, counted

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.services.readings.overview import Glance

_LEAST = float("-inf")

_ORDERS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda glance: alphabetical(glance.name),
    "trust": lambda glance: -(glance.trust if glance.trust is not None else _LEAST),
    "goodwill": lambda glance: -glance.goodwill,
    "warmth": lambda glance: glance.warmth if glance.warmth is not None else _LEAST,
    "trend": lambda glance: glance.trend if glance.trend is not None else 0.0,
    "last": lambda glance: glance.last_contact.toordinal() if glance.last_contact else 0,
    "next": lambda glance: glance.next_contact.toordinal() if glance.next_contact else float("inf"),
}


@click.command()
@click.option("--sort", type=click.Choice(tuple(_ORDERS)), default="name", show_default=True, help="What comes first.")
@click.option("--kind", type=click.Choice(TIE_KINDS), multiple=True, help="Only ties of this kind; may be repeated.")
@click.option("--state", type=click.Choice(TIE_STATES), multiple=True, help="Only ties in this state.")
@click.option("--all", "everybody", is_flag=True, help="Ties between other cities too.")
@day_option("--as-of", help="As things stood on a day, such as 2020-03-01.")
@click.option("--months", type=HowMany(0, 120), default=0, help="Trust at the end of each of so many months instead.")
@click.option("--both-ways", is_flag=True, help="How far goodwill goes both ways in all these ties of ours together.")
@json_option
@pass_session
def overview(
    session: Session, sort: str, kind: Sequence[str], state: Sequence[str], everybody: bool, as_of: date | None,
    months: int, both_ways: bool, as_json: bool,
) -> None:  # fmt: skip
    """Show every tie: trust, reciprocity, goodwill, warmth, trend, last and next contact.

    Trust is our trust in them, in per cent, with how far it rests on evidence. Goodwill is theirs towards us in
    Goldstein units. Balance is above 0 where we gave more. `trustcrm explain CITY` shows where each number comes from.
    """
    from trustcrm.services.readings.overview import overview as read

    if months and both_ways:
        raise WrongUsage("Choose one of --months and --both-ways; each is an answer of its own.")
    lines = [
        glance
        for glance in read(session.desk, as_of, everybody=everybody)
        if (not kind or glance.kind in kind) and (not state or glance.state in state)
    ]
    lines.sort(key=_ORDERS[sort])
    if months:
        _over_months(session, lines, as_of, months, as_json)
        return
    if both_ways:
        _both_ways(session, lines, as_of, as_json)
        return
    if as_json:
        emit_json([asdict(glance) | {"certainty": glance.certainty} for glance in lines])
        return
    if not lines:
        say("No tie fits. `trustcrm tie add --other CITY` makes one, `trustcrm import` brings many.")
        return
    print_overview(lines)
    for reason in {glance.unavailable for glance in lines if glance.unavailable}:
        say(reason)


def _over_months(session: Session, lines: Sequence[Glance], as_of: date | None, months: int, as_json: bool) -> None:
    """Tell how trust went, month by month; ties between others have no such line."""
    from trustcrm.services.readings.course import month_ends, trust_over

    days = month_ends(as_of or session.desk.today(), months)
    found = trust_over(session.desk, days)
    told = [(line, found[line.tie]) for line in lines if line.tie in found]
    if as_json:
        emit_json(
            [
                {"tie": line.tie, "name": line.name, "trust": dict(zip(map(str, days), values, strict=True))}
                for line, values in told
            ]
        )
        return
    titles = ("tie", *(f"{day:%Y-%m}" for day in days[:-1]), days[-1].isoformat())
    shown = [(line.name, *("–" if one is None else points(one) for one in values)) for line, values in told]
    emit_table(titles, shown, right=range(1, len(titles)))


def _both_ways(session: Session, lines: Sequence[Glance], as_of: date | None, as_json: bool) -> None:
    """Tell how far goodwill is met between us and the other sides of these ties, and what chance would make of it."""
    from trustcrm.services.home import home
    from trustcrm.services.readings.both_ways import both_ways

    us = home(session.desk).side
    sides = {line.them for line in lines if line.us == us}
    found = both_ways(session.desk, sorted(sides), as_of)
    if as_json:
        emit_json({"sides": len(sides)} | (asdict(found) if found else {}))
    elif found is None:
        say("No goodwill passed between us and them, so nothing can go both ways.")
    else:
        emit_line(
            f"{100 * found.observed:.0f} % of the goodwill between us and {counted(len(sides), 'other side')} is met; "
            f"had ours gone among them by chance, {100 * found.shuffled:.0f} % would be"
        )


def print_overview(lines: Sequence[Glance]) -> None:
    """Print ties in aligned columns."""
    titles = ("tie", "kind", "trust", "evidence", "trend", "goodwill", "balance", "warmth", "last contact", "next")
    emit_table(titles, [_row(glance) for glance in lines], right=(2, 4, 5, 6), spare=(6, 1, 5, 3, 9))
    count = len(lines)
    paused = "; a crisis or pause is on, so no cadence runs" if any(glance.paused for glance in lines) else ""
    emit_line(f"{counted(count, 'tie')}{paused}")


def _row(glance: Glance) -> Sequence[object]:
    trust = "–" if glance.trust is None else points(glance.trust) + (" !" if glance.breaches else "")
    return (
        glance.name,
        glance.kind if glance.state == "active" else f"{glance.kind}, {glance.state}",
        trust,
        "unavailable" if glance.unavailable else glance.certainty,
        trend_words(glance.trend),
        f"{round(glance.goodwill, 1) + 0.0:.1f}",
        "–" if glance.balance is None else f"{glance.balance:+.2f}",
        glance.warmth_word,
        glance.last_contact or "never",
        glance.next_contact or "–",
    )


def points(share: float) -> str:
    """Return a probability in whole per cent that never claims certainty: ">99" and "<1" at the ends."""
    whole = round(100 * share)
    return ">99" if whole > 99 else "<1" if whole < 1 else str(whole)


def trend_words(trend: float | None) -> str:
    """Return a change of trust in whole points with its sign, "=" where there is none."""
    if trend is None:
        return "–"
    points = round(100 * trend)
    return "=" if points == 0 else f"{points:+d}"


COMMANDS = {"overview": overview}
