"""Sums, names and words kept act by act are those made anew, and those of the model in memory, whatever was done."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from trustcrm.clock import PinnedClock
from trustcrm.domain.act import Act
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    Interaction,
    Organisation,
    Participant,
    Signal,
    Step,
    Tie,
)
from trustcrm.domain.readings.beta_habit import BetaHabit, read_pair
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.goodwill import goodwill_of
from trustcrm.domain.readings.saturation import week_of
from trustcrm.errors import TrustCrmError
from trustcrm.services.desk import Desk
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.derive import sums
from trustcrm.store.derive.derivation import rebuild
from trustcrm.store.engine import Database
from trustcrm.store.queries.evidence import evidence_as_of
from trustcrm.store.queries.rows import how_many, records, standing
from trustcrm.store.series import Series
from trustcrm.store.tables import TABLES
from trustcrm.store.writing import Writer

NewDatabase = Callable[[], AbstractContextManager[Database]]
Changing = Callable[[Database], AbstractContextManager[Writer]]

TODAY = date(2020, 6, 30)
SIDES = (1, 2, 3, 4)
KINDS = ("call", "letter", "statement", "negotiation", "training")
SIGNALS = ("boycotted", "praised us", "withdrew", "criticised us", "asked us for help")
STATES = ("asked", "pledged", "received", "acknowledged", "lapsed")

PAIRS = st.permutations(SIDES).map(lambda order: (order[0], order[1]))
# Mostly within a few weeks, so that acts meet in one group; now and then decades apart.
DAYS = st.one_of(
    st.integers(0, 20).map(lambda days: TODAY - timedelta(days)),
    st.dates(date(1990, 1, 1), TODAY),
    st.sampled_from([date(1990, 1, 1), date(1990, 1, 7), date(2015, 12, 28), date(2016, 1, 3)]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("interaction"), PAIRS, DAYS, st.sampled_from(KINDS), st.sampled_from(("mutual", "one-way")),
            st.sampled_from((None, -2, -1, 0, 2)), st.lists(st.sampled_from(SIDES), max_size=3),
        ),
        st.tuples(st.just("signal"), PAIRS, DAYS, st.sampled_from(SIGNALS)),
        st.tuples(st.just("contribution"), PAIRS, DAYS, st.lists(st.sampled_from(STATES), min_size=1, max_size=3)),
        st.tuples(st.just("agreement"), PAIRS, DAYS),
        st.tuples(st.just("move"), st.integers(0, 30), DAYS),
        st.tuples(st.just("turn"), st.integers(0, 30), PAIRS),
        st.tuples(st.just("withdraw"), st.integers(0, 60)),
        st.tuples(st.just("undo"), st.integers(0, 30)),
    ),
    min_size=1,
    max_size=14,
)  # fmt: skip

of_databases = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def start(database: Database) -> Desk:
    """Return a desk of an office with four sides, a tie between each two."""
    desk = Desk(database=database, clock=PinnedClock(TODAY), actor="Ana")
    record(desk, "add", "sides", City(name="Milan"), City(name="Zürich", aliases=("Zurigo",)), Organisation(name="C40"))
    record(desk, "add", "ties", *(Tie(one=one, other=other) for one in SIDES for other in SIDES if one < other))
    return desk


def act_out(desk: Desk, steps: Sequence[Any]) -> None:
    """Do what a drawn sequence says; what the office's rules refuse is passed over."""
    for step in steps:
        try:
            _VERBS[step[0]](desk, *step[1:])
        except TrustCrmError:
            continue


def _interaction(
    desk: Desk, pair: tuple[int, int], day: date, kind: str, direction: str, tone: int | None, seated: list[int]
) -> None:
    with desk.writing("log", "interaction") as writer:
        row = writer.add(
            Interaction(kind=kind, giver=pair[0], receiver=pair[1], on=day, direction=direction, tone=tone)
        )
        for side in seated:
            writer.add(Participant(interaction=row, side=side))


def _contribution(desk: Desk, pair: tuple[int, int], day: date, states: list[str]) -> None:
    with desk.writing("log", "contribution") as writer:
        row = writer.add(Contribution(what="masks", giver=pair[0], receiver=pair[1]))
        for place, state in enumerate(states):
            writer.add(Step(contribution=row, state=state, on=min(TODAY, day + timedelta(3 * place))))


def _agreement(desk: Desk, pair: tuple[int, int], day: date) -> None:
    ties = [pair for pair in ((one, other) for one in SIDES for other in SIDES) if pair[0] < pair[1]]
    record(desk, "log", "signed", Agreement(title="pact", tie=1 + ties.index((min(pair), max(pair))), signed_on=day))


def _existing(desk: Desk, nouns: Sequence[str], place: int) -> tuple[str, int]:
    with desk.database.reading() as connection:
        found = [(noun, kept.id) for noun in nouns for kept in records(connection, noun, withdrawn=True)]
    return found[place % len(found)] if found else ("interaction", 1)


def _move(desk: Desk, place: int, day: date) -> None:
    noun, row = _existing(desk, ("interaction", "step", "signal", "agreement"), place)
    correct(desk, noun, row, {"signed_on" if noun == "agreement" else "on": day})


def _turn(desk: Desk, place: int, pair: tuple[int, int]) -> None:
    noun, row = _existing(desk, ("interaction", "contribution", "signal"), place)
    correct(desk, noun, row, {"giver": pair[0], "receiver": pair[1]})


def _withdraw(desk: Desk, place: int) -> None:
    noun, row = _existing(desk, ("interaction", "step", "signal", "agreement", "participant", "contribution"), place)
    withdraw(desk, noun, row)


def _undo(desk: Desk, back: int) -> None:
    with desk.database.reading() as connection:
        newest = connection.execute(text("SELECT MAX(id) FROM change")).scalar_one()
    undo(desk, max(4, newest - back))


_VERBS: dict[str, Callable[..., object]] = {
    "interaction": _interaction,
    "signal": lambda desk, pair, day, kind: record(
        desk, "log", "signal", Signal(kind=kind, giver=pair[0], receiver=pair[1], on=day, witness="Ana")
    ),
    "contribution": _contribution,
    "agreement": _agreement,
    "move": _move,
    "turn": _turn,
    "withdraw": _withdraw,
    "undo": _undo,
}


def acts_told(connection: Connection) -> Iterator[Act]:
    """Yield the acts that follow from the rows by the rules as docs tell them, reckoned here independently."""
    kinds: list[Any] = [kept.record for kept in records(connection, "kind")]
    figures = {(kind.family, kind.name): kind for kind in kinds}
    home = 1

    def act(noun: str, row: int, giver: int, receiver: int, day: date, family: str, kind: str, weight: float) -> Act:
        told = figures[family, kind]
        return Act(
            id=f"{noun} {row}:{giver}>{receiver}", giver=giver, receiver=receiver, day=day, kind=kind,
            root=told.cameo[:2], intensity=told.intensity, weight=weight,
        )  # fmt: skip

    seated: dict[int, set[int]] = defaultdict(set)
    for kept in records(connection, "participant"):
        part: Any = kept.record
        if part.side is not None:
            seated[part.interaction].add(part.side)
    for kept in records(connection, "interaction"):
        i: Any = kept.record
        others = ({i.receiver} | seated[kept.id]) - {i.giver}
        for other in others:
            weight = 1.0 / len(others)
            harsh = {-1: "tone -", -2: "tone --"}.get(i.tone)
            family, kind = ("tone", harsh) if harsh and other == home else ("interaction", i.kind)
            yield act("interaction", kept.id, i.giver, other, i.on, family, kind, weight)
            about_us = i.giver == home or (home not in others and other == i.receiver)
            if harsh and about_us:
                yield act("interaction", kept.id, other, i.giver, i.on, "tone", harsh, weight)
            elif i.direction == "mutual":
                yield act("interaction", kept.id, other, i.giver, i.on, "interaction", i.kind, weight)
    contributions: dict[int, Any] = {kept.id: kept.record for kept in records(connection, "contribution")}
    for kept in records(connection, "step"):
        step: Any = kept.record
        whole = contributions.get(step.contribution)
        if whole is not None:
            ends = (whole.giver, whole.receiver)
            giver, receiver = ends[::-1] if step.state in ("asked", "acknowledged") else ends
            yield act("step", kept.id, giver, receiver, step.on, "step", step.state, 1.0)
    for kept in records(connection, "signal"):
        signal: Any = kept.record
        yield act("signal", kept.id, signal.giver, signal.receiver, signal.on, "signal", signal.kind, 1.0)
    ties: dict[int, Any] = {kept.id: kept.record for kept in records(connection, "tie")}
    for kept in records(connection, "agreement"):
        pact: Any = kept.record
        tie = ties[pact.tie]
        for giver, receiver in ((tie.one, tie.other), (tie.other, tie.one)):
            yield act("agreement", kept.id, giver, receiver, pact.signed_on, "agreement", "agreement signed", 1.0)


def table(connection: Connection, name: str, columns: str = "*") -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {name}")))


def sums_by_key(connection: Connection, name: str, keys: int) -> dict[tuple[Any, ...], dict[str, float]]:
    found = {}
    for row in connection.execute(text(f"SELECT * FROM {name}")).mappings():
        items: list[tuple[str, Any]] = [(str(column), value) for column, value in row.items()]
        found[tuple(value for _, value in items[:keys])] = dict(items[keys:])
    return found


def assert_alike(kept: dict[Any, dict[str, Any]], anew: dict[Any, dict[str, Any]]) -> None:
    """Every sum agrees to 1e-9 of itself; a sum that may cancel out, to 1e-9 of what it is a sum of."""
    nothing: dict[str, Any] = {}
    for key in kept.keys() | anew.keys():
        mine, wanted = kept.get(key, nothing), anew.get(key, nothing)
        for column in mine.keys() | wanted.keys():
            one, other = mine.get(column, 0.0), wanted.get(column, 0.0)
            if isinstance(one, (str, date)) or isinstance(other, (str, date)):
                assert one == other, (key, column)
                continue
            size = abs(wanted.get(column.replace("_value", "_weight"), 0.0)) * 10 if "_value" in column else 0.0
            floor = 1e-9 if "plain" in column or "_out_" in column or "_in_" in column else 1e-9 * size + 1e-300
            assert math.isclose(one, other, rel_tol=1e-9, abs_tol=floor), (key, column, one, other)


@pytest.mark.parametrize("few", [0, sums.FEW])
@of_databases
@given(steps=STEPS, back=st.one_of(st.integers(0, 600), st.integers(0, 11_000)))
def test_whatever_was_done_readings_are_those_of_the_model_in_memory_and_all_kept_is_that_made_anew(
    new_database: NewDatabase, few: int, steps: Sequence[Any], back: int
) -> None:
    with new_database() as database, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "FEW", few)
        desk = start(database)
        act_out(desk, steps)
        assert_read_as_in_memory(database, back)
        correct(desk, "city", 3, {"aliases": ("Züri", "Turicum")})
        withdraw(desk, "organisation", 4)
        assert_stands(database)


def assert_read_as_in_memory(database: Database, back: int) -> None:
    """Acts, and readings from the sums as of two days, are those of the model that holds every act."""
    with database.reading() as connection:
        told = list(acts_told(connection))
        name = "noun || ' ' || row_id || ':' || giver_id || '>' || receiver_id"
        columns = f"{name}, CAST(day AS TEXT), kind, root, intensity"
        assert table(connection, "act", columns) == sorted(
            (act.id, act.day.isoformat(), act.kind, act.root, act.intensity) for act in told
        )
        model = BetaHabit()
        ledger = model.take(model.empty(), told)
        for day in (TODAY, TODAY - timedelta(back)):
            known = ledger.as_of(day)
            for giver in SIDES:
                evidence = evidence_as_of(connection, day, giver if back % 2 else None)
                for receiver in SIDES:
                    if giver != receiver:
                        mine = read_pair(evidence.of(giver, receiver), day, DEFAULT_CONSTANTS)
                        wanted = model.read(ledger, giver, receiver, day)
                        assert mine.value == pytest.approx(wanted.value, rel=1e-9)
                        assert mine.uncertainty == pytest.approx(wanted.uncertainty, rel=1e-9)
                        assert (mine.acts, mine.last) == (wanted.acts, wanted.last)
                        assert sorted(mine.breaches) == sorted(wanted.breaches)
                        good = goodwill_of(evidence.of(giver, receiver).there, day)
                        there = goodwill_of(known.evidence(giver, receiver, day).there, day)
                        assert good.positive == pytest.approx(there.positive, rel=1e-9, abs=1e-12)
                        assert good.negative == pytest.approx(there.negative, rel=1e-9, abs=1e-12)


def assert_stands(database: Database) -> None:
    """Acts, sums, names, words and counts that were kept along the way are those made anew."""
    words = "noun, row_id, words"
    kept = ("act", "*"), ("folded_name", "*"), ("search_text", words), ("standing", "*")
    with database.reading() as connection:
        before = [table(connection, *one) for one in kept]
        pairs, sides = sums_by_key(connection, "pair_sum", 2), sums_by_key(connection, "side_sum", 1)
    with database.writing() as connection:
        check_index(connection)
        rebuild(connection, Series(connection))
        check_index(connection)
    with database.reading() as connection:
        assert before == [table(connection, *one) for one in kept]
        assert_alike(pairs, sums_by_key(connection, "pair_sum", 2))
        assert_alike(sides, sums_by_key(connection, "side_sum", 1))
        assert {noun: standing(connection, noun, {}) for noun in TABLES} == how_many(connection)


def check_index(connection: Connection) -> None:
    """Let SQLite compare its index of words with the words; a server's index cannot stray from its table."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"))


FOUND = {
    "sqlite": "SELECT s.noun, s.row_id FROM search_index JOIN search_text s ON s.id = search_index.rowid "
    "WHERE search_index MATCH :word",
    "postgresql": "SELECT noun, row_id FROM search_text WHERE to_tsvector('simple', words) @@ CAST(:word AS tsquery)",
}


def found_by_words(database: Database, word: str) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        found = connection.execute(
            text(FOUND[connection.dialect.name]),
            {"word": f"'{word}'" if connection.dialect.name == "postgresql" else f'"{word}"'},
        )
        return sorted(tuple(row) for row in found)


def test_a_name_is_found_by_its_present_spelling_alone(database: Database) -> None:
    desk = start(database)
    for word in ("zurich", "zuerich", "zurigo"):
        assert found_by_words(database, word) == [("city", 3)]
    correct(desk, "city", 3, {"name": "Bern", "aliases": ()})
    assert found_by_words(database, "zurich") == []
    assert found_by_words(database, "bern") == [("city", 3)]
    withdraw(desk, "city", 3)
    assert found_by_words(database, "bern") == []
    undo(desk)
    undo(desk)
    assert found_by_words(database, "zuerich") == [("city", 3)]
    assert found_by_words(database, "bern") == []
    assert_stands(database)


def calls(count: int, first: date = date(2019, 1, 1)) -> list[Record]:
    return [
        Interaction(
            kind=KINDS[number % 5], giver=SIDES[number % 4], receiver=SIDES[(number + 1 + number % 3) % 4],
            on=first + timedelta(number // 3), tone=(-2, None, None, 1)[number % 4],
        )
        for number in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("count", [sums.FEW, sums.FEW + 1, 3 * sums.FEW])
def test_a_bulk_change_comes_to_the_same_as_its_rows_one_by_one(new_database: NewDatabase, count: int) -> None:
    with new_database() as one_by_one, new_database() as at_once:
        desk = start(one_by_one)
        for call in calls(count):
            record(desk, "log", "call", call)
        record(start(at_once), "log", "calls", *calls(count))
        with one_by_one.reading() as one, at_once.reading() as other:
            assert table(one, "act") == table(other, "act")
            assert_alike(sums_by_key(one, "pair_sum", 2), sums_by_key(other, "pair_sum", 2))
            assert_alike(sums_by_key(one, "side_sum", 1), sums_by_key(other, "side_sum", 1))


def test_every_day_that_acts_fall_on_has_its_week_and_factors(database: Database) -> None:
    desk = start(database)
    for call in calls(9, date(2015, 12, 25)):
        record(desk, "log", "call", call)
    record(desk, "log", "calls", *calls(100, date(2016, 12, 30)))
    with database.reading() as connection:
        days = connection.execute(TABLES["interaction"].select()).all()
        known = {str(row.day): row for row in connection.execute(text("SELECT * FROM day"))}
    for day in {row.on for row in days}:
        row = known[day.isoformat()]
        assert row.week == week_of(day)
        assert row.trust_factor == growth(day, 365.0)
        assert row.goodwill_factor == growth(day, 180.0)


def test_a_late_act_taken_back_leaves_the_early_ones_their_digits(database: Database) -> None:
    desk = start(database)
    record(desk, "log", "then", Interaction(kind="call", giver=1, receiver=2, on=date(1991, 5, 1)))
    with database.reading() as connection:
        before = sums_by_key(connection, "pair_sum", 2)
    record(desk, "log", "now", Interaction(kind="negotiation", giver=1, receiver=2, on=TODAY))
    undo(desk)
    with database.reading() as connection:
        assert sums_by_key(connection, "pair_sum", 2) == before


def test_a_pair_whose_last_act_went_has_no_sums(database: Database) -> None:
    desk = start(database)
    record(desk, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=TODAY))
    withdraw(desk, "interaction", 1)
    with database.reading() as connection:
        assert sums_by_key(connection, "pair_sum", 2) == {}
        assert all(
            abs(value) < 1e-12 for row in sums_by_key(connection, "side_sum", 1).values() for value in row.values()
        )
