"""`trustcrm trail …`: which earlier exchanges a deed goes back to."""

from __future__ import annotations

from typing import Any

import click

from trustcrm.plugin import PluginContext, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_networks_and_lessons.suggesting import suggestions
from trustcrm_networks_and_lessons.telling import named
from trustcrm_networks_and_lessons.trails import Event, Events, Link, join, led_to, links, parsed, part, trail


@click.group("trail")
def trail_group() -> None:
    """What a deed goes back to: from the masks of 2020 to a student choir of 2009, link by link, backwards only."""


@trail_group.command("show")
@click.argument("event", nargs=-1, required=True)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, event: tuple[str, ...], as_json: bool) -> None:
    """Show what EVENT goes back to, such as `contribution 12`, and what came of it since."""
    place = parsed(" ".join(event))
    found, later = trail(context, place), led_to(context, place)
    if as_json:
        tell_json(
            {
                "stages": [
                    _told(one.event) | {"depth": one.depth, "told_before": one.told}
                    | ({"note": one.link.note, "why": one.link.why} if one.link else {})
                    for one in found.stages
                ],
                "set_aside": [_told_link(one) for one in found.set_aside],
                "led_to": [_told(one) | {"note": link.note, "why": link.why} for link, one in later],
            }
        )  # fmt: skip
        return
    for stage in found.stages:
        space = "  " * stage.depth
        tell(f"{space}{'← ' if stage.depth else ''}{stage.event.in_words}  [{stage.event.place}]")
        if stage.link is not None:
            tell(f"{space}  because: {stage.link.why}")
        if stage.told:
            tell(f"{space}  (as above)")
    if len(found.stages) == 1:
        say(f"It is linked to nothing earlier; `trustcrm trail suggest {place}` names candidates.")
    for link in found.set_aside:
        say(f"Set aside: {link.later} goes back to {link.earlier} (note {link.note}), which is not earlier by its day.")
    for link, one in later:
        tell(f"→ {one.in_words}  [{one.place}]")
        tell(f"  because: {link.why}")


@trail_group.command("link")
@click.argument("event")
@click.argument("earlier")
@click.option("--why", required=True, help="What of the earlier event is in the later one.")
@pass_plugin_context
def link_command(context: PluginContext, event: str, earlier: str, why: str) -> None:
    """Say that EVENT goes back to EARLIER: `trustcrm trail link "contribution 12" "interaction 3" --why WORDS`."""
    later, before = parsed(event), parsed(earlier)
    note = join(context, later, before, why)
    tell(f"{str(later).capitalize()} goes back to {before} (note {note}).")


@trail_group.command("unlink")
@click.argument("event")
@click.argument("earlier")
@pass_plugin_context
def unlink_command(context: PluginContext, event: str, earlier: str) -> None:
    """Take away the link of EVENT to EARLIER."""
    later, before = parsed(event), parsed(earlier)
    note = part(context, later, before)
    tell(f"{str(later).capitalize()} does not go back to {before} any more (note {note} was withdrawn).")


@trail_group.command("suggest")
@click.argument("event", nargs=-1, required=True)
@click.option("--most", type=click.IntRange(1), default=8, show_default=True, help="So many at the most.")
@json_option
@pass_plugin_context
def suggest_command(context: PluginContext, event: tuple[str, ...], most: int, as_json: bool) -> None:
    """Name what EVENT may go back to, by people, places and tags it shares; you link it, or you do not."""
    place = parsed(" ".join(event))
    found = suggestions(context, place)
    if as_json:
        tell_json(
            [
                _told(one.event) | {
                    "score": one.score,
                    "shared": [
                        {"points": each.points, "words": each.words, "records": named(each.cites)}
                        for each in one.shared
                    ],
                }
                for one in found[:most]
            ]
        )  # fmt: skip
        return
    if not found:
        say("Nothing earlier is on record between these two sides.")
    for one in found[:most]:
        tell(f"{one.score}  {one.event.in_words}  [{one.event.place}]")
        tell(f"   {'; '.join(f'{each.words} {each.points:+d}' for each in one.shared)}")
    if len(found) > most:
        say(f"{len(found) - most} more; --most {len(found)} shows all.")


@trail_group.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List every link."""
    found, events = links(context), Events(context)
    if as_json:
        tell_json([_told_link(one) for one in found])
    elif found:
        events.look_up(place for one in found for place in (one.later, one.earlier))
        rows = [(one.note, _words(events, one, "later"), _words(events, one, "earlier"), one.why) for one in found]
        tell_table(("note", "event", "goes back to", "because"), rows, right=(0,))
    else:
        say("No event is linked to an earlier one; `trustcrm trail link EVENT EARLIER --why WORDS` links two.")


def _words(events: Events, link: Link, end: str) -> str:
    place = link.later if end == "later" else link.earlier
    event = events.at(place)
    return event.in_words if event is not None else f"{place}, withdrawn"


def _told(event: Event) -> dict[str, Any]:
    return {"event": str(event.place), "on": event.on, "words": event.words}


def _told_link(link: Link) -> dict[str, Any]:
    return {
        "note": link.note, "event": str(link.later), "earlier": str(link.earlier), "why": link.why,
        "author": link.author, "on": link.on,
    }  # fmt: skip
