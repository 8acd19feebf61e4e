"""Every reading of one tie as the sum of its evidence, with what it was made with and what would change it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from trustcrm.domain.act import Act
from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Agreement, Tie
from trustcrm.domain.reading import Reading, Share
from trustcrm.domain.readings.beta_habit import VERSION, read_pair
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.goodwill import Goodwill, goodwill_of, goodwill_shares
from trustcrm.domain.readings.reciprocity import balance, mutual_share
from trustcrm.domain.readings.warmth import paused_days_within, warmth, warmth_word
from trustcrm.domain.readings.what_if import WhatIf, what_if
from trustcrm.domain.readings.words_and_deeds import WordsAndDeeds, words_and_deeds
from trustcrm.errors import NotFound, PluginFailed
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.readings.folded import folded
from trustcrm.services.readings.overview import sides_of
from trustcrm.store.queries.evidence import Evidence, acts_between, evidence_as_of, last_contacts
from trustcrm.store.queries.kinds import kinds_table
from trustcrm.store.queries.rows import titles
from trustcrm.store.queries.ties import (
    LivingContact,
    agreements_of,
    all_living_contacts,
    living_contacts,
    pauses,
    present_holders,
    standing_ties,
)
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.engine import Connection

BREADTH_DAYS = 730
"""Breadth counts people with two-way contact within two years."""


@dataclass(frozen=True, kw_only=True)
class Direction:
    """What one side's acts towards the other come to: trust in that side, its goodwill, its words and deeds."""

    giver: int
    receiver: int
    trust: Reading | None
    goodwill: Goodwill
    goodwill_shares: tuple[Share, ...]
    words_and_deeds: WordsAndDeeds


@dataclass(frozen=True, kw_only=True)
class Warmth:
    """How recent two-way contact is against the tie's cadence; the last contact is all its evidence."""

    value: float | None
    word: str
    last_contact: date | None
    cadence_days: int
    paused_days: int


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Every reading of one tie as of a day.

    `theirs` reads their acts towards us, and so our trust in them; `ours` the other way. `fingerprint` names the model
    with its version, its constants and the office's table of kinds: the same fingerprint and the same acts give the
    same numbers.
    """

    ties: tuple[Kept[Record], ...]
    us: int
    them: int
    names: Mapping[int, str]
    day: date
    theirs: Direction
    ours: Direction
    balance: float | None
    mutual_share: float | None
    warmth: Warmth
    breadth: tuple[LivingContact, ...]
    formality: tuple[str, ...]
    what_if: WhatIf | None
    model: str
    constants: Mapping[str, float]
    fingerprint: str
    unavailable: str = ""
    acts: tuple[Act, ...] = field(default=())


def people_met(desk: Desk, them: int, as_of: date | None = None) -> list[LivingContact]:
    """Return the living people of `them` who had two-way contact with the home city within two years, latest first."""
    day = as_of or desk.today()
    with desk.database.reading() as connection:
        home = cast(int, office_of(connection).home)
        return living_contacts(connection, home, them, day - timedelta(days=BREADTH_DAYS), day)


def everybody_met(desk: Desk, as_of: date | None = None) -> dict[int, list[LivingContact]]:
    """Return whom `people_met` tells of each side, by the side's id; who met nobody of it is left out."""
    day = as_of or desk.today()
    with desk.database.reading() as connection:
        home = cast(int, office_of(connection).home)
        return all_living_contacts(connection, home, day - timedelta(days=BREADTH_DAYS), day)


def explain(desk: Desk, them: int, as_of: date | None = None, us: int | None = None) -> Explanation:
    """Return every reading between `us` (the home city, where not given) and `them` as of a day.

    Raises `NotFound` where no tie joins the two.
    """
    day = as_of or desk.today()
    with desk.database.reading() as connection:
        home = us if us is not None else cast(int, office_of(connection).home)
        ties = [kept for kept in standing_ties(connection, them) if home in sides_of(cast(Tie, kept.record), home)]
        names = {side: title for (_, side), title in titles(connection, {"side": {home, them}}).items()}
        if not ties:
            raise NotFound(
                f"No tie joins {names.get(home, home)} and {names.get(them, them)}; make one with `trustcrm tie add`."
            )
        return _explained(desk, connection, tuple(ties), home, them, names, day)


def _explained(
    desk: Desk, connection: Connection, ties: tuple[Kept[Record], ...], us: int, them: int,
    names: Mapping[int, str], day: date,
) -> Explanation:  # fmt: skip
    acts = acts_between(connection, us, them, day)
    evidence = evidence_as_of(connection, day, them, {us, them})
    theirs, ours, made_by = _directions(desk, connection, evidence, acts, us, them)
    constants = DEFAULT_CONSTANTS.as_figures() if desk.model is None else {}
    return Explanation(
        ties=ties,
        us=us,
        them=them,
        names=names,
        day=day,
        theirs=theirs,
        ours=ours,
        balance=balance(ours.goodwill.positive, theirs.goodwill.positive),
        mutual_share=mutual_share(ours.goodwill.positive, theirs.goodwill.positive),
        warmth=_warmth(connection, ties, day),
        breadth=tuple(living_contacts(connection, us, them, day - timedelta(days=BREADTH_DAYS), day)),
        formality=tuple(_formality(connection, ties, them, day)),
        what_if=what_if(evidence.of(them, us), day, DEFAULT_CONSTANTS) if desk.model is None else None,
        model=made_by.model,
        constants=constants,
        fingerprint=_fingerprint(connection, made_by, constants),
        unavailable=made_by.unavailable,
        acts=tuple(acts),
    )


class _MadeBy(NamedTuple):
    """What readings name as their model, the version its plugin tells, and why there are none where it failed."""

    model: str
    version: str = ""
    unavailable: str = ""


def _directions(
    desk: Desk, connection: Connection, evidence: Evidence, acts: Sequence[Act], us: int, them: int
) -> tuple[Direction, Direction, _MadeBy]:
    day = evidence.day
    readings: list[Reading | None] = [None, None]
    pairs = ((them, us), (us, them))
    if desk.model is None:
        readings = [read_pair(evidence.of(*pair), day, DEFAULT_CONSTANTS, acts=acts) for pair in pairs]
        made_by = _MadeBy(f"beta-habit {VERSION}")
    else:
        from trustcrm.hooks.trust_models import NamedModel

        try:
            model = desk.model()
            state = folded(model, connection, day)
            told = [model.read(state, *pair, day, explain=True) for pair in pairs]
        except PluginFailed as error:
            made_by = _MadeBy("unavailable", unavailable=str(error))
        else:
            readings = [*told]
            made_by = _MadeBy(told[0].model, model.version if isinstance(model, NamedModel) else "")
    halves = []
    for pair, reading in zip(pairs, readings, strict=True):
        own = [act for act in acts if (act.giver, act.receiver) == pair]
        halves.append(
            Direction(
                giver=pair[0], receiver=pair[1], trust=reading,
                goodwill=goodwill_of(evidence.of(*pair).there, day),
                goodwill_shares=goodwill_shares(own, day, DEFAULT_CONSTANTS),
                words_and_deeds=words_and_deeds(own, day, DEFAULT_CONSTANTS),
            )
        )  # fmt: skip
    return halves[0], halves[1], made_by


def _warmth(connection: Connection, ties: Sequence[Kept[Record]], day: date) -> Warmth:
    contacts = last_contacts(connection, [kept.id for kept in ties], day)
    last = max(contacts.values(), default=None)
    own = [tie.cadence_days for tie in (cast(Tie, kept.record) for kept in ties) if tie.cadence_days]
    cadence = min(own, default=office_of(connection).cadence_days)
    paused = paused_days_within(pauses(connection), last, day) if last else 0
    value = warmth(last, day, cadence, paused)
    word = "never" if value is None else warmth_word(value)
    return Warmth(value=value, word=word, last_contact=last, cadence_days=cadence, paused_days=paused)


def _formality(connection: Connection, ties: Sequence[Kept[Record]], them: int, day: date) -> list[str]:
    """Return what binds the two in form: agreements in force, council resolutions, posts that are held."""
    found = []
    for kept in agreements_of(connection, [tie.id for tie in ties]):
        agreement = cast(Agreement, kept.record)
        signed = agreement.signed_on is not None and agreement.signed_on <= day
        if signed and (agreement.ends_on is None or agreement.ends_on >= day):
            found.append(f"agreement {kept.id} {agreement.title}")
            if agreement.resolution:
                found.append(f"agreement {kept.id} resolution {agreement.resolution}")
    found += [f"post {title}, held by {name}" for title, name, _ in present_holders(connection, [them], day)]
    return found


def _fingerprint(connection: Connection, made_by: _MadeBy, constants: Mapping[str, float]) -> str:
    model = f"{made_by.model} {made_by.version}".rstrip()
    said = json.dumps([model, dict(constants), kinds_table(connection)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
