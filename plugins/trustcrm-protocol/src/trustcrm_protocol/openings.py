"""What is about to open: round anniversaries, elections, terms and agreements that end, notice dates, national days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import Citation, Listed, PluginContext, Tenure, counted, next_yearly
from trustcrm_protocol.elections import Election, elections
from trustcrm_protocol.honours import Honour, honours
from trustcrm_protocol.neighbours import Neighbours
from trustcrm_protocol.tables_made import if_made
from trustcrm_protocol.visits import soon

ROUND = 5
"""Anniversaries of so many years, and of their multiples, are round."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An occasion on a day: of which kind, with whom, why, and the record that says so."""

    on: date
    kind: str
    side: int
    name: str
    why: str
    cited: Citation


def openings(context: PluginContext, known: Neighbours, days: int) -> list[Opening]:
    """Return what opens for the neighbours within so many days from theirs, in the order of days."""
    until = soon(known.day, days)
    found = [
        *anniversaries(known, until),
        *_of_elections(if_made(lambda: elections(context)), known, until),
        *_endings(known, until),
        *_terms(known, until),
        *national_days(known, until),
        *_of_honours(if_made(lambda: honours(context, known.only)), known, until),
    ]
    return sorted(found, key=lambda one: (one.on, one.name, one.kind, one.cited.noun, one.cited.id))


def round_anniversary(since: date, day: date, until: date) -> tuple[date, int] | None:
    """Return the round anniversary of a day that falls from `day` to `until`, and of how many years, None for none.

    That of February 29th is kept on the 28th in common years. January 1st stands for a year of which no day is known:
    its anniversary is the whole year, so it is kept on its first day that is not before `day`.
    """
    if (since.month, since.day) == (1, 1):
        for year in range(day.year, until.year + 1):
            if _is_round(year - since.year):
                return max(day, date(year, 1, 1)), year - since.year
        return None
    for year in range(day.year, until.year + 1):
        on = next_yearly(f"{since:%m-%d}", date(year, 1, 1))
        if _is_round(year - since.year) and day <= on <= until:
            return on, year - since.year
    return None


def _is_round(years: int) -> bool:
    return years > 0 and years % ROUND == 0


def anniversaries(known: Neighbours, until: date) -> Iterator[Opening]:
    """Yield round anniversaries of ties and of signatures; one of both on the same day once, as the tie's."""
    told = set()
    for side, ties in known.ties.items():
        for kept in ties:
            since = kept.record.since
            found = round_anniversary(since, known.day, until) if since is not None else None
            told.add((kept.id, since))
            if since is not None and found is not None:
                year_alone = (since.month, since.day) == (1, 1)
                when = f"{since.year}; only the year is known" if year_alone else since.isoformat()
                why = f"{counted(found[1], 'year')} of the {kept.record.kind} tie, since {when}"
                cited = Citation("tie", kept.id, kept.record.source or "")
                yield _opening(known, side, found[0], "anniversary", why, cited)
    for agreement in known.agreements:
        text = agreement.record
        signed = text.signed_on
        if signed is None or (text.tie, signed) in told:
            continue
        found = round_anniversary(signed, known.day, until)
        if found is not None:
            why = f"{counted(found[1], 'year')} since the signing of {text.title}, on {signed.isoformat()}"
            side = known.sides[cast(int, text.tie)]
            yield _opening(known, side, found[0], "anniversary", why, Citation("agreement", agreement.id))


def national_days(known: Neighbours, until: date) -> Iterator[Opening]:
    """Yield the national days of the posts; a day that several posts of a side name stands once."""
    told = set()
    for row, kept in known.posts.items():
        post = kept.record
        side = cast(int, post.side)
        if post.national_day is None or side == known.home:
            continue
        on = next_yearly(post.national_day, known.day)
        if known.day <= on <= until and (side, on) not in told:
            told.add((side, on))
            why = f"{post.title}: national day"
            yield _opening(known, side, on, "national day", why, Citation("post", row))


def _endings(known: Neighbours, until: date) -> Iterator[Opening]:
    """Yield where agreements end and where notice is to be given; one that was renewed is left out."""
    renewed = {agreement.record.renews for agreement in known.agreements}
    for agreement in known.agreements:
        text = agreement.record
        if agreement.id in renewed:
            continue
        side, cited = known.sides[cast(int, text.tie)], Citation("agreement", agreement.id)
        if text.notice_on is not None and known.day <= text.notice_on <= until:
            why = f"{text.title}: last day to give notice or to renew"
            yield _opening(known, side, text.notice_on, "notice", why, cited)
        if text.ends_on is not None and known.day <= text.ends_on <= until:
            yield _opening(known, side, text.ends_on, "agreement ends", f"{text.title} ends", cited)


def _terms(known: Neighbours, until: date) -> Iterator[Opening]:
    for post, held in known.tenures.items():
        for row in held:
            tenure = cast(Tenure, row.kept.record)
            began = (tenure.from_on or known.day) <= known.day
            if tenure.to_on is not None and began and known.day <= tenure.to_on <= until:
                side = cast(int, known.posts[post].record.side)
                why = f"the term of {_who(row)} as {known.posts[post].record.title} ends"
                cited = Citation("tenure", row.kept.id, tenure.source or "")
                yield _opening(known, side, tenure.to_on, "term ends", why, cited)


def _who(row: Listed) -> str:
    return row.referred.get("person", "")


def _of_elections(found: list[Election], known: Neighbours, until: date) -> Iterator[Opening]:
    for one in found:
        if known.day <= one.on <= until and known.only in (None, one.side):
            why = f"election: {one.what} ({one.source})"
            name = known.names.get(one.side, one.name)
            yield Opening(on=one.on, kind="election", side=one.side, name=name, why=why, cited=one.cited)


def _of_honours(found: list[Honour], known: Neighbours, until: date) -> Iterator[Opening]:
    for one in found:
        on = one.engagement.starts_on
        lies_ahead = one.state in ("asked", "approved") and one.asked_on <= known.day <= on <= until
        if lies_ahead and known.only in (None, one.side):
            decided = f"approved by {one.decided_by}" if one.state == "approved" else "nobody decided yet"
            cited, why = Citation("engagement", one.engagement_id), f"{one.form}, {decided}"
            name = known.names.get(one.side, one.for_whom)
            yield Opening(on=on, kind=one.form, side=one.side, name=name, why=why, cited=cited)


def _opening(known: Neighbours, side: int, on: date, kind: str, why: str, cited: Citation) -> Opening:
    return Opening(on=on, kind=kind, side=side, name=known.names[side], why=why, cited=cited)
