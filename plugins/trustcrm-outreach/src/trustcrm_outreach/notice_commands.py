"""`trustcrm notice …`: what is made known, version by version, and its release by a person."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    Refused,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_outreach.audience_commands import reach_in_words
from trustcrm_outreach.audiences import the_audience
from trustcrm_outreach.drafting import draft, plan_of, release
from trustcrm_outreach.ledger import STATES, Reach, deliveries, opted_out, reaches
from trustcrm_outreach.mail import letterhead
from trustcrm_outreach.notices import Notice, Version, begin, begin_version, check, notices, the_notice, write
from trustcrm_outreach.rules import add_rule, rules
from trustcrm_outreach.telling import body_of

_VERSION = click.option("--version", "number", type=int, default=None, help="Which version; the newest if not given.")


@click.group("notice")
def notice() -> None:
    """What is made known to an audience: versions, languages, and the release without which nothing leaves."""


@notice.command("add")
@click.argument("title")
@click.option("--audience", "audience", required=True, help="Who is to hear of it: an audience by name or number.")
@click.option("--topic", default="", help="Which rules stand in it, those of our city beside those of home.")
@pass_plugin_context
def add_command(context: PluginContext, title: str, audience: str, topic: str) -> None:
    """Begin a notice called TITLE."""
    number = begin(context, title, the_audience(context, audience), topic)
    tell(f"Notice {number}, {title}: version 1 is begun.")
    say(f"Write it: trustcrm notice text {number} --language en --subject … --file …")


@notice.command("text")
@click.argument("which", metavar="NOTICE")
@click.option("--language", required=True, help="In which language, as en, es or zh-Hant; the first is the original.")
@click.option("--subject", required=True, help="The subject of the mail.")
@click.option("--file", "file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="The body.")
@click.option("--words", default=None, help="The body, in place of a file.")
@_VERSION
@pass_plugin_context
def text_command(
    context: PluginContext, which: str, language: str, subject: str, file: Path | None, words: str | None,
    number: int | None,
) -> None:  # fmt: skip
    """Write NOTICE in a language. It then waits until somebody has checked it."""
    found = the_notice(context, which)
    version = found.version(number)
    write(context, version, language, subject, body_of(file, words))
    tell(f"Notice {found.id}, version {version.number}, {language}: written, not checked yet.")


@notice.command("check")
@click.argument("which", metavar="NOTICE")
@click.option("--language", required=True, help="In which language.")
@click.option("--by", default="", help="Who read it and found it right; you, where not given.")
@_VERSION
@pass_plugin_context
def check_command(context: PluginContext, which: str, language: str, by: str, number: int | None) -> None:
    """Keep that somebody has checked NOTICE in a language; only then does it go to anybody."""
    found = the_notice(context, which)
    version = found.version(number)
    check(context, version, language, by or context.do.login)
    tell(f"Notice {found.id}, version {version.number}, {language}: checked by {by or context.do.login}.")


@notice.command("revise")
@click.argument("which", metavar="NOTICE")
@click.option("--why", required=True, help="What changed.")
@pass_plugin_context
def revise_command(context: PluginContext, which: str, why: str) -> None:
    """Begin the version of NOTICE that will replace the one that is out."""
    found = the_notice(context, which)
    tell(f"Notice {found.id}, version {begin_version(context, found, why)} is begun: {why}")


@notice.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List the notices with how far each version came."""
    found = notices(context)
    if as_json:
        tell_json([_told(context, one) for one in found])
        return
    reached = reaches(context)
    rows = [(one.id, one.title, one.audience.name, version.number, *_standing(version, reached.get(version.id)))
            for one in found for version in one.versions]  # fmt: skip
    if rows:
        tell_table(
            ("id", "title", "audience", "version", "texts", "released", "deliveries"), rows, right=(0, 3), spare=(4, 2)
        )
    else:
        say("There is no notice yet; `trustcrm notice add` begins one.")


@notice.command("show")
@click.argument("which", metavar="NOTICE")
@_VERSION
@json_option
@pass_plugin_context
def show_command(context: PluginContext, which: str, number: int | None, as_json: bool) -> None:
    """Show NOTICE: its versions, who wrote and checked each text, and what a version says."""
    found = the_notice(context, which)
    if as_json:
        tell_json(_told(context, found))
        return
    tell(f"Notice {found.id}: {found.title}, for {found.audience.name}")
    for version in found.versions if number is None else [found.version(number)]:
        tell(f"version {version.number}: {_released(version)}{f' – {version.why}' if version.why else ''}")
        for text in version.texts:
            checked = f"checked by {text.checked_by} on {text.checked_on}" if text.is_checked else "not checked yet"
            tell(f"  {text.language}: {text.subject} – written by {text.written_by}, {checked}")
            for line in text.body.splitlines() if number is not None else ():
                tell(f"      {line}")


@notice.command("draft")
@click.argument("which", metavar="NOTICE")
@_VERSION
@pass_plugin_context
def draft_command(context: PluginContext, which: str, number: int | None) -> None:
    """Draft what NOTICE would send, for whoever is not told yet; nothing leaves. Draft again to bring it up to date."""
    found = the_notice(context, which)
    version = found.version(number)
    done = draft(context, found, version)
    joined = f", {counted(done.joined, 'person', 'people')} joined a mailbox that has it already" if done.joined else ""
    gone = f", {counted(len(done.gone), 'draft')} taken back" if done.gone else ""
    tell(f"{counted(len(done.new), 'new draft')}{gone}{joined}. {reach_of(context, version)}")


@notice.command("release")
@click.argument("which", metavar="NOTICE")
@_VERSION
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@pass_plugin_context
def release_command(context: PluginContext, which: str, number: int | None, yes: bool) -> None:
    """Let NOTICE go to its audience, which is asked anew. `trustcrm outreach send` then sends what was released."""
    found = the_notice(context, which)
    version, by = found.version(number), letterhead(context)
    people = plan_of(context, found).people
    if not yes:
        if not sys.stdin.isatty():
            raise Refused("Nothing is released without a person: answer on a terminal, or give --yes.")
        told = counted(people, "person", "people")
        say(f"Version {version.number} of {found.title!r} goes to {told}, from {by.address}.")
        click.confirm("Release it?", abort=True, err=True)
    done = release(context, found, version, by.address)
    hand = sum(one.by_hand for one in done)
    released = counted(len(done), "delivery", "deliveries")
    tell(f"Released {released} of version {version.number}. {reach_of(context, version)}")
    if hand:
        told = counted(hand, "delivery has", "deliveries have")
        say(f"{told} no address: tell them yourself, then say so with `trustcrm outreach told`.")


@notice.group("rule")
def rule() -> None:
    """What holds here and what holds at home, side by side, each with its source and day."""


@rule.command("add")
@click.argument("topic")
@click.option("--country", default="", metavar="CC", help="For those of a country; our own city's rule if not given.")
@click.option("--words", required=True, help="What holds.")
@click.option("--source", required=True, help="Who says so, and where it can be looked up.")
@click.option("--as-of", "as_of", type=Day(), default=None, help="The day it was looked up; today if not given.")
@pass_plugin_context
def add_rule_command(
    context: PluginContext, topic: str, country: str, words: str, source: str, as_of: date | None
) -> None:  # fmt: skip
    """Keep what holds about TOPIC; a newer rule of the same topic and country takes its place."""
    told = {
        "topic": topic,
        "country": country,
        "words": words,
        "source": source,
        "as_of": as_of or context.clock.today(),
    }
    tell(f"Rule {add_rule(context, told)}: {topic}, {country.upper() or context.ask.home().name}.")


@rule.command("list")
@click.option("--topic", default="", help="Of one topic alone.")
@json_option
@pass_plugin_context
def list_rules_command(context: PluginContext, topic: str, as_json: bool) -> None:
    """List the rules that hold, our own city's beside those of home."""
    found = [one for one in rules(context) if not topic or one.topic.casefold() == topic.casefold()]
    city = context.ask.home().name
    if as_json:
        tell_json([vars(one) | {"country": one.country or None} for one in found])
    elif found:
        rows = [(one.topic, one.country or city, one.words, one.source, one.as_of) for one in found]
        tell_table(("topic", "for", "what holds", "source", "as of"), rows)
    else:
        say("There is no rule yet; `trustcrm notice rule add` keeps one.")


def reach_of(context: PluginContext, version: Version) -> str:
    """Return in words whom the deliveries of a version reach, or would."""
    there = [one for one in deliveries(context, version.id) if one.state != "dropped"]
    mails = [one for one in there if not one.by_hand]
    return reach_in_words(
        len(mails), sum(len(one.people) for one in mails), sum(len(one.people) > 1 for one in mails),
        sum(len(one.people) for one in there if one.by_hand), len(opted_out(context, version.id)),
    )  # fmt: skip


def _released(version: Version) -> str:
    if version.released_at is None:
        return "not released"
    return f"released on {version.released_at.date().isoformat()} by {version.released_by}"


def _standing(version: Version, reach: Reach | None) -> tuple[str, str, str]:
    texts = ", ".join(f"{text.language}{'' if text.is_checked else ' (unchecked)'}" for text in version.texts)
    day = version.released_at.date().isoformat() if version.released_at else ""
    return texts, day, reach.in_words if reach is not None else ""


def _told(context: PluginContext, one: Notice) -> dict[str, Any]:
    versions = []
    for version in one.versions:
        found = deliveries(context, version.id)
        versions.append({
            "version": version.number, "why": version.why or None, "released_at": version.released_at,
            "released_by": version.released_by or None,
            "texts": [vars(text) | {"checked": text.is_checked} for text in version.texts],
            "deliveries": {state: sum(d.state == state for d in found) for state in STATES},
            "people": {state: sum(len(d.people) for d in found if d.state == state) for state in STATES},
            "opted_out": len(opted_out(context, version.id)),
        })  # fmt: skip
    return {
        "id": one.id,
        "title": one.title,
        "topic": one.topic or None,
        "audience": one.audience.name,
        "versions": versions,
    }
