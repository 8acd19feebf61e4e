"""`trustcrm who-can WORDS`: who could help and is awake, with reasons that sum, and who is left out."""

from __future__ import annotations

from typing import Any

import click

from trustcrm.plugin import PluginContext, json_option, pass_plugin_context, say, tell, tell_json
from trustcrm_crisis.candidates import NO_CONTACT, Answer, Candidate, known_of, who_can
from trustcrm_crisis.in_need import in_one, matter_of
from trustcrm_crisis.telling import crisis_option
from trustcrm_crisis.windows import crisis_on, others_on, the_crisis


@click.command("who-can", short_help="Say who could help with something and is awake, and why.")
@click.argument("what", nargs=-1, required=True)
@click.option("--most", type=click.IntRange(1), default=5, show_default=True, help="So many at the most.")
@crisis_option
@json_option
@pass_plugin_context
def who_can_command(context: PluginContext, what: tuple[str, ...], most: int, crisis: str, as_json: bool) -> None:
    """Say which ties could help with WHAT, best first.

    Each has its points with what they are for, and they sum to the score. Who is in need, was asked already, has a tie
    that does not live or nobody to call is left out, and it is said why.
    """
    today = context.clock.today()
    meant = the_crisis(context, crisis, today) if crisis else crisis_on(context, today)
    matter = matter_of(context, today, crisis=meant)
    answer = who_can(known_of(matter), " ".join(what), context.clock.now())
    if as_json:
        tell_json(_told(answer))
        return
    if meant is not None and not crisis and (others := others_on(context, meant, today)):
        say(f"Asked for in {meant.name}; {others}")
    if not answer.candidates:
        say(f"Nobody on record could be asked for {answer.what} now.")
    for place, one in enumerate(answer.candidates[:most], 1):
        _tell_candidate(place, one)
    if len(answer.candidates) > most:
        say(f"{len(answer.candidates) - most} more; --most {len(answer.candidates)} shows all.")
    if answer.left_out:
        tell("Left out")
        silent = [out.name for out in answer.left_out if out.why == (NO_CONTACT,)]
        for out in answer.left_out:
            if out.name not in silent:
                tell(f"  {out.name}: {in_one(out.why)}")
        if silent:
            tell(f"  {NO_CONTACT}: {', '.join(silent)}")


def _tell_candidate(place: int, one: Candidate) -> None:
    tell(f"{place}. {one.name}  {one.score}")
    for reason in one.reasons:
        rest_on = f"  [{', '.join(map(str, reason.cites[:3]))}]" if reason.cites else ""
        tell(f"   {reason.points:+d}  {reason.words}{rest_on}")


def _told(answer: Answer) -> dict[str, Any]:
    return {
        "what": answer.what,
        "candidates": [
            {
                "tie": one.tie, "side": one.side, "name": one.name, "score": one.score, "trust": one.trust,
                "hour": one.hour,
                "reasons": [
                    {"points": reason.points, "words": reason.words, "records": [str(cited) for cited in reason.cites]}
                    for reason in one.reasons
                ],
            }
            for one in answer.candidates
        ],
        "left_out": [
            {
                "tie": out.tie, "side": out.side, "name": out.name, "why": list(out.why),
                "records": [str(cited) for cited in out.cites],
            }
            for out in answer.left_out
        ],
    }  # fmt: skip
