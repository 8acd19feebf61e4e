"""`trustcrm paths`: who of ours knows somebody who knows somebody there, with the records that say so."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcrm.plugin import Day, PluginContext, counted, json_option, pass_plugin_context, say, tell, tell_json
from trustcrm_networks_and_lessons.acquaintance import sought, warm_paths
from trustcrm_networks_and_lessons.paths import DEEPEST, Hop, Path
from trustcrm_networks_and_lessons.telling import named


@click.command("paths", short_help="Say who could introduce us to a city or a person.")
@click.argument("whom", nargs=-1, required=True, metavar="CITY-OR-PERSON")
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="So many at the most.")
@click.option(
    "--depth", type=click.IntRange(1, DEEPEST), default=3, show_default=True, help="Through so many people at the most."
)
@click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")
@json_option
@pass_plugin_context
def paths_command(
    context: PluginContext, whom: tuple[str, ...], most: int, depth: int, as_of: date | None, as_json: bool
) -> None:  # fmt: skip
    """Say how CITY-OR-PERSON is reached through people we know, the warmest path first.

    Whoever ever worked here counts, and whoever ever held a post there. Each hop names the records it rests on; the
    points are for recency and number of two-way contacts, and sum to the score.
    """
    noun, row = sought(context, " ".join(whom))
    found = warm_paths(context, noun, row, as_of or context.clock.today(), depth)
    if as_json:
        tell_json([told_of(one) for one in found[:most]])
        return
    if not found:
        say(f"Nobody on record leads to {' '.join(whom)} through {counted(depth, 'person', 'people')} or fewer.")
    for place, one in enumerate(found[:most], 1):
        tell(f"{place}. {one.in_words}  {one.score}")
        for hop in _apart(one):
            tell(f"   {hop.words}  [{', '.join(named(hop.cites[:4]))}{', …' if len(hop.cites) > 4 else ''}]")
        for reason in one.reasons:
            tell(f"   {reason.points:+d}  {reason.words}")
    if len(found) > most:
        say(f"{len(found) - most} more; --most {len(found)} shows all.")


def _apart(one: Path) -> list[Hop]:
    """Return the hops to tell: a post and its city are told in one."""
    later = (*(hop.words for hop in one.hops[1:]), "")
    return [hop for hop, words in zip(one.hops, later, strict=True) if hop.words != words]


def told_of(one: Path) -> dict[str, Any]:
    """Return a path as JSON tells it."""
    return {
        "path": one.in_words, "ours": one.ours, "people": list(one.people), "score": one.score,
        "last_contact": one.last_on, "contacts": one.contacts,
        "hops": [{"to": hop.to, "words": hop.words, "records": named(hop.cites)} for hop in one.hops],
        "reasons": [
            {"points": each.points, "words": each.words, "records": named(each.cites)} for each in one.reasons
        ],
    }  # fmt: skip
