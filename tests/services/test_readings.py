"""Readings of a tie: the same by every way they are reckoned, each the sum of its evidence, never made up."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import NewDesk
from trustcrm.domain.act import Act
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Colleague,
    Contribution,
    Custody,
    Engagement,
    Interaction,
    Participant,
    Person,
    Post,
    Signal,
    Step,
    Tenure,
    Tie,
    Window,
)
from trustcrm.domain.reading import Reading
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.errors import InvalidValue, NotFound, PluginFailed
from trustcrm.hooks.discovery import Found
from trustcrm.hooks.host import Host
from trustcrm.hooks.offers import Offer
from trustcrm.hooks.specs import TrustModelSpec
from trustcrm.hooks.trust_models import NamedModel
from trustcrm.services.card import card
from trustcrm.services.desk import Desk
from trustcrm.services.readings.both_ways import both_ways
from trustcrm.services.readings.course import month_ends, trust_over
from trustcrm.services.readings.explain import Explanation, everybody_met, explain, people_met
from trustcrm.services.readings.overview import Glance, overview, trust_of
from trustcrm.services.record import correct, record
from trustcrm.store.queries.evidence import every_act, evidence_as_of, evidence_over

TODAY = date(2020, 6, 30)
US, MILAN, OSLO = 1, 2, 3


def fill(desk: Desk) -> Desk:
    record(
        desk, "add", "all",
        City(name="Milan"), City(name="Oslo"),
        Tie(one=US, other=MILAN, cadence_days=90), Tie(one=OSLO, other=US), Tie(one=MILAN, other=OSLO),
        Interaction(kind="call", giver=US, receiver=MILAN, on=date(2020, 6, 1)),
        Interaction(kind="meeting", giver=MILAN, receiver=US, on=date(2019, 6, 1), tone=-1),
        Interaction(kind="letter", giver=OSLO, receiver=MILAN, on=date(2018, 1, 1), direction="one-way"),
        Contribution(what="masks", giver=MILAN, receiver=US, unit="masks"),
        Step(contribution=1, state="asked", on=date(2020, 2, 20)),
        Step(contribution=1, state="received", on=date(2020, 3, 24)),
        Signal(kind="withdrew", giver=OSLO, receiver=US, on=date(2019, 12, 1), witness="Ana"),
        Agreement(title="twinning", tie=1, signed_on=date(1984, 5, 1), resolution="84-1"),
    )  # fmt: skip
    return desk


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office with ties to Milan and Oslo and something of every kind of evidence."""
    return fill(desk)


def glance(desk: Desk, them: int, as_of: date | None = None) -> Glance:
    (found,) = [line for line in overview(desk, as_of) if line.them == them]
    return found


def assert_adds_up(told: Explanation) -> None:
    for direction in (told.theirs, told.ours):
        assert direction.trust is not None
        assert sum(share.value for share in direction.trust.shares) == pytest.approx(direction.trust.value, abs=1e-9)
        goodwill = sum(share.value for share in direction.goodwill_shares)
        assert goodwill == pytest.approx(direction.goodwill.net, abs=1e-9)
        known = {act.id for act in told.acts}
        assert {share.act.id for share in direction.trust.shares if share.act} <= known


@pytest.mark.parametrize("as_of", [None, TODAY, date(2020, 3, 1), date(2019, 6, 1), date(1990, 1, 1)])
@pytest.mark.parametrize("them", [MILAN, OSLO])
def test_overview_explain_and_the_model_in_memory_say_the_same(office: Desk, them: int, as_of: date | None) -> None:
    day = as_of or TODAY
    line, told = glance(office, them, as_of), explain(office, them, as_of)
    with office.database.reading() as connection:
        wanted = BetaHabit().take(BetaHabit().empty(), every_act(connection, TODAY))
    in_memory = BetaHabit().read(wanted, them, US, day)
    assert told.theirs.trust is not None
    assert told.ours.trust is not None
    assert line.trust == pytest.approx(in_memory.value, rel=1e-12)
    assert told.theirs.trust.value == pytest.approx(in_memory.value, rel=1e-12)
    assert told.ours.trust.value == pytest.approx(BetaHabit().read(wanted, US, them, day).value, rel=1e-12)
    assert line.uncertainty == pytest.approx(in_memory.uncertainty, rel=1e-12)
    assert (line.acts, line.breaches) == (in_memory.acts, in_memory.breaches)
    assert line.goodwill == pytest.approx(told.theirs.goodwill.net, rel=1e-12)
    assert line.balance == (told.balance if told.balance is None else pytest.approx(told.balance, rel=1e-12))
    assert (line.warmth, line.warmth_word, line.last_contact) == (
        told.warmth.value, told.warmth.word, told.warmth.last_contact
    )  # fmt: skip
    assert_adds_up(told)


def test_the_trend_is_trust_now_less_trust_thirteen_weeks_ago(office: Desk) -> None:
    line = glance(office, MILAN)
    before = glance(office, MILAN, TODAY - timedelta(91)).trust
    assert line.trust is not None
    assert before is not None
    assert line.trend == pytest.approx(line.trust - before, rel=1e-12)


def test_as_of_a_day_nothing_later_is_seen(office: Desk) -> None:
    told = explain(office, MILAN, date(2020, 3, 23))
    assert max(act.day for act in told.acts) == date(2020, 2, 20)
    assert told.theirs.goodwill.positive < explain(office, MILAN, date(2020, 3, 24)).theirs.goodwill.positive
    assert explain(office, MILAN, date(1984, 4, 30)).acts == ()
    assert explain(office, MILAN, date(1984, 4, 30)).formality == ()
    assert explain(office, MILAN, date(1984, 5, 1)).formality == (
        "agreement 1 twinning", "agreement 1 resolution 84-1"
    )  # fmt: skip


def test_a_grave_act_is_shown_beside_the_reading(office: Desk) -> None:
    assert glance(office, OSLO).breaches == (f"signal 1:{OSLO}>{US}",)
    assert glance(office, MILAN).breaches == ()
    assert glance(office, OSLO, date(2022, 12, 31)).breaches == ()


def test_words_and_deeds_and_formality_are_lists_of_evidence(office: Desk) -> None:
    record(
        office, "add", "seat", Post(title="Mayor", side=MILAN), Person(name="Beppe", side=MILAN),
        Tenure(person=1, post=1, from_on=date(2016, 6, 21)),
    )  # fmt: skip
    told = explain(office, MILAN)
    assert told.formality[-1] == "post Mayor, held by Beppe"
    assert sum(share.value for share in told.theirs.goodwill_shares if share.act) == pytest.approx(
        told.theirs.goodwill.net, abs=1e-12
    )


def test_warmth_counts_two_way_contact_against_the_ties_own_cadence_and_stops_in_a_pause(office: Desk) -> None:
    line = glance(office, MILAN)
    assert (line.last_contact, line.paused) == (date(2020, 6, 1), False)
    assert glance(office, OSLO).warmth is None
    assert glance(office, OSLO).warmth_word == "never"
    before = explain(office, MILAN).warmth
    assert before.cadence_days == 90
    record(office, "add", "pause", Window(name="Covid-19", starts_on=date(2020, 6, 5)))
    after = explain(office, MILAN).warmth
    assert after.paused_days > 0
    assert after.value is not None
    assert before.value is not None
    assert after.value > before.value
    assert glance(office, MILAN).paused


def test_breadth_is_living_people_with_two_way_contact(office: Desk) -> None:
    record(
        office, "add", "people",
        Person(name="Beppe", side=MILAN), Person(name="Gone", side=MILAN, died_on=date(2020, 6, 2)),
        Participant(interaction=1, person=1), Participant(interaction=1, person=2),
    )  # fmt: skip
    assert [contact.name for contact in explain(office, MILAN).breadth] == ["Beppe"]
    assert [contact.name for contact in explain(office, MILAN, date(2020, 6, 1)).breadth] == ["Beppe", "Gone"]
    assert people_met(office, MILAN) == list(explain(office, MILAN).breadth)


def test_whom_we_met_of_everybody_is_whom_we_met_of_each_wherever_either_sat(office: Desk) -> None:
    record(
        office, "add", "tables",
        *(Person(name=name, side=side) for name, side in (("Beppe", MILAN), ("Kari", OSLO), ("Ane", OSLO), ("Us", US))),
        Interaction(kind="convening", giver=US, receiver=OSLO, on=date(2020, 5, 1)),
        Interaction(kind="convening", giver=OSLO, receiver=MILAN, on=date(2020, 5, 2)),
        Interaction(kind="convening", giver=OSLO, receiver=MILAN, on=date(2020, 5, 3)),
        Interaction(kind="call", giver=OSLO, receiver=US, on=date(2015, 5, 4)),
        Participant(interaction=4, person=1, side=MILAN), Participant(interaction=4, person=2),
        Participant(interaction=4, person=4, side=US), Participant(interaction=5, person=3, side=OSLO),
        Participant(interaction=5, person=4, side=US), Participant(interaction=6, person=2, side=OSLO),
        Participant(interaction=7, person=3, side=OSLO),
    )  # fmt: skip
    met = everybody_met(office)
    assert {side: [(one.name, one.last_on) for one in people] for side, people in met.items()} == {
        MILAN: [("Beppe", date(2020, 5, 1))],
        OSLO: [("Ane", date(2020, 5, 2)), ("Kari", date(2020, 5, 1))],
    }
    assert met == {side: people_met(office, side) for side in met}
    assert everybody_met(office, date(2015, 6, 1)) == {OSLO: people_met(office, OSLO, date(2015, 6, 1))}


def test_whoever_was_met_in_confidence_alone_is_named_to_nobody_who_may_not(office: Desk) -> None:
    record(
        office, "add", "in confidence", Person(name="Beppe", side=MILAN),
        Interaction(kind="call", giver=US, receiver=MILAN, on=date(2020, 6, 10), confidentiality="restricted"),
        Participant(interaction=4, person=1),
    )  # fmt: skip
    with closing(office.database.veiled()) as veiled:
        told = everybody_met(dataclasses.replace(office, database=veiled))
        assert told == {MILAN: people_met(dataclasses.replace(office, database=veiled), MILAN)}
    assert [(one.person, one.name, one.interaction) for one in told[MILAN]] == [(None, "restricted", None)]
    assert [one.name for one in everybody_met(office)[MILAN]] == ["Beppe"]


def test_a_day_far_back_reads_the_same_for_one_side_as_for_all_and_among_other_days(office: Desk) -> None:
    kinds, ends = (
        ("call", "meeting", "negotiation"),
        ((US, MILAN), (MILAN, US), (OSLO, US), (MILAN, OSLO), (OSLO, MILAN)),
    )
    record(
        office, "add", "the past",
        *(
            Interaction(kind=kinds[place % 3], giver=giver, receiver=receiver, on=date(2000 + place, 3, 1 + place))
            for place in range(15)
            for giver, receiver in ends[place % 4 :]
        ),
    )  # fmt: skip
    days = (date(1999, 1, 1), date(2003, 3, 5), date(2003, 3, 6), date(2010, 1, 1), date(2020, 6, 30))
    with office.database.reading() as connection:
        together = {one.day: one for one in evidence_over(connection, days, MILAN)}
        of_few = {one.day: one for one in evidence_over(connection, days, MILAN, {US, MILAN})}
    assert list(together) == list(of_few) == sorted(days)
    for day in days:
        with office.database.reading() as connection:
            whole = evidence_as_of(connection, day)
            some = evidence_as_of(connection, day, MILAN)
            few = evidence_as_of(connection, day, MILAN, {US, MILAN})
        for us, them in ((MILAN, US), (US, MILAN), (OSLO, MILAN), (MILAN, OSLO)):
            asked = (some, together[day], few, of_few[day]) if US in (us, them) else (some, together[day])
            for evidence in asked:
                assert trust_of(evidence, us, them) == pytest.approx(trust_of(whole, us, them), abs=1e-9)


def test_an_overview_says_who_looks_after_a_tie_and_what_comes_next(office: Desk) -> None:
    record(
        office, "add", "x", Colleague(name="Ben"), Custody(tie=1, colleague=1),
        Engagement(title="Call", starts_on=date(2020, 7, 9), side=MILAN),
        Engagement(title="Off", starts_on=date(2020, 7, 1), side=MILAN, state="cancelled"),
    )  # fmt: skip
    line = glance(office, MILAN)
    assert (line.custodians, line.next_contact, line.name) == (("Ben",), date(2020, 7, 9), "Milan")


def test_ties_of_others_are_read_from_their_own_ends(office: Desk) -> None:
    assert [line.name for line in overview(office)] == ["Milan", "Oslo"]
    assert [line.name for line in overview(office, everybody=True)] == ["Milan", "Milan – Oslo", "Oslo"]
    told = explain(office, OSLO, us=MILAN)
    assert_adds_up(told)
    assert told.theirs.trust is not None
    (line,) = [line for line in overview(office, everybody=True) if line.us == MILAN]
    assert line.trust == pytest.approx(told.theirs.trust.value, rel=1e-12)


@pytest.mark.parametrize("as_of", [TODAY, date(2020, 3, 1)])
def test_goodwill_goes_both_ways_as_far_as_the_lesser_side_of_each_pair_goes(office: Desk, as_of: date) -> None:
    told = [explain(office, them, as_of) for them in (MILAN, OSLO)]
    pairs = [(one.theirs.goodwill.positive, one.ours.goodwill.positive) for one in told]
    found = both_ways(office, (MILAN, OSLO), as_of)
    assert found == both_ways(office, (MILAN, OSLO), as_of)
    assert found is not None
    assert found.observed == pytest.approx(2 * sum(map(min, pairs)) / sum(map(sum, pairs)))
    assert both_ways(office, (), as_of) is None
    assert both_ways(office, (MILAN, OSLO), date(1980, 1, 1)) is None


@pytest.mark.parametrize("day", [date.min, date(2, 6, 1), date(1500, 1, 1)])
def test_what_lies_too_far_back_is_refused_in_a_sentence(office: Desk, day: date) -> None:
    for read in (lambda: overview(office, day), lambda: explain(office, MILAN, day), lambda: card(office, MILAN, day)):
        with pytest.raises(InvalidValue, match=rf"Nothing can be read as of {day.isoformat()}|as of .*, so far back"):
            read()


def test_what_no_tie_joins_is_not_read(office: Desk) -> None:
    record(office, "add", "x", City(name="Nagoya"))
    with pytest.raises(NotFound, match=r"No tie joins Los Angeles .* and Nagoya"):
        explain(office, 4)


def test_editing_a_kind_changes_readings_and_their_fingerprint(office: Desk) -> None:
    before, seen = glance(office, OSLO), explain(office, OSLO)
    assert explain(office, MILAN).fingerprint == seen.fingerprint
    with office.database.reading() as connection:
        kind = connection.execute(text("SELECT id FROM kind WHERE name = 'withdrew'")).scalar_one()
    correct(office, "kind", kind, {"intensity": -1.0})
    after, told = glance(office, OSLO), explain(office, OSLO)
    assert after.goodwill > before.goodwill
    assert after.breaches == ()
    assert told.fingerprint != seen.fingerprint
    assert_adds_up(told)
    correct(office, "kind", kind, {"intensity": -7.0})
    assert explain(office, OSLO).fingerprint == seen.fingerprint
    assert glance(office, OSLO) == before


def test_a_summary_of_a_kind_is_no_part_of_the_fingerprint(office: Desk) -> None:
    before = explain(office, OSLO).fingerprint
    correct(office, "kind", 1, {"summary": "in other words"})
    assert explain(office, OSLO).fingerprint == before


class Failing(BetaHabit):
    """A plugin's trust model, behind its guard, that fails where it is told to."""

    def __init__(self, where: str, pair: tuple[int, int] | None = None) -> None:
        super().__init__()
        self._where, self._pair = where, pair

    def _maybe(self, where: str) -> None:
        if where == self._where:
            raise PluginFailed("The trust model opinion of plugin trustcrm-opinion 1.2 failed: out of sorts.")

    def empty(self) -> Any:
        self._maybe("empty")
        return super().empty()

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        self._maybe("take")
        return super().take(state, acts)

    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        if self._pair in (None, (giver, receiver)):
            self._maybe("read")
        return super().read(state, giver, receiver, day, explain=explain)


def test_a_new_version_of_a_plugins_trust_model_is_another_fingerprint(office: Desk) -> None:
    def told(version: str) -> Explanation:
        spec = TrustModelSpec(name="mild", summary="", version=version, factory=lambda context: BetaHabit())
        model = NamedModel(Host(), Offer(found=Found("mild"), spec=spec), BetaHabit())
        return explain(dataclasses.replace(office, model=lambda: model), MILAN)

    assert told("1").fingerprint == told("1").fingerprint != told("2").fingerprint
    assert told("1").theirs.trust == told("2").theirs.trust == explain(office, MILAN).theirs.trust


@pytest.mark.parametrize("where", ["empty", "take", "read"])
def test_a_trust_model_that_fails_gives_no_number_and_says_so(office: Desk, where: str) -> None:
    desk = dataclasses.replace(office, model=lambda: Failing(where))
    for line in overview(desk):
        assert (line.trust, line.uncertainty, line.trend, line.certainty) == (None, None, None, "unavailable")
        assert "trustcrm-opinion 1.2" in line.unavailable
    told = explain(desk, MILAN)
    assert (told.theirs.trust, told.ours.trust, told.what_if) == (None, None, None)
    assert (told.model, "trustcrm-opinion 1.2" in told.unavailable) == ("unavailable", True)
    assert told.theirs.goodwill == explain(office, MILAN).theirs.goodwill


def test_a_trust_model_that_fails_for_one_tie_leaves_the_others_their_numbers(office: Desk) -> None:
    desk = dataclasses.replace(office, model=lambda: Failing("read", (OSLO, US)))
    by_side = {line.them: line for line in overview(desk)}
    assert by_side[OSLO].trust is None
    assert "out of sorts" in by_side[OSLO].unavailable
    assert by_side[MILAN].trust == pytest.approx(glance(office, MILAN).trust, rel=1e-12)
    assert by_side[MILAN].unavailable == ""


def test_a_card_shows_a_side_as_the_overview_does(office: Desk) -> None:
    whole = card(office, MILAN)
    assert [tie.other_name for tie in whole.ties] == ["Los Angeles (US)", "Oslo"]
    assert whole.ties[0].glance == glance(office, MILAN)
    assert [kept.id for kept in whole.ties[0].contacts] == [1, 2]
    assert [kept.record.title for kept in whole.ties[0].agreements] == ["twinning"]  # type: ignore[attr-defined]
    assert card(office, US).name == "Los Angeles (US)"


DAYS = st.integers(0, 4000).map(lambda back: TODAY - timedelta(back))
PAIRS = st.sampled_from([(US, MILAN), (MILAN, US), (US, OSLO), (OSLO, US), (MILAN, OSLO)])
FACTS = st.lists(
    st.one_of(
        st.builds(
            lambda pair, day, kind, tone: Interaction(kind=kind, giver=pair[0], receiver=pair[1], on=day, tone=tone),
            PAIRS, DAYS, st.sampled_from(("call", "training", "statement")), st.sampled_from((None, -2, 1)),
        ),
        st.builds(
            lambda pair, day, kind: Signal(kind=kind, giver=pair[0], receiver=pair[1], on=day, witness="Ana"),
            PAIRS, DAYS, st.sampled_from(("boycotted", "praised us", "public slight")),
        ),
    ),
    max_size=20,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(facts=FACTS, back=st.integers(0, 4000))
def test_whatever_was_recorded_every_reading_is_the_sum_of_its_shares(
    new_desk: NewDesk, facts: list[Any], back: int
) -> None:
    with new_desk() as desk:
        fill(desk)
        record(desk, "log", "facts", *facts)
        for day in (TODAY, TODAY - timedelta(back)):
            for them in (MILAN, OSLO):
                told = explain(desk, them, day)
                assert_adds_up(told)
                assert all(act.day <= day for act in told.acts)
                assert told.theirs.trust is not None
                assert glance(desk, them, day).trust == pytest.approx(told.theirs.trust.value, rel=1e-12)


def test_trust_over_months_is_what_the_overview_says_as_of_each(desk: Desk) -> None:
    days = month_ends(TODAY, 14)
    assert days[-1] == TODAY
    assert days[-2] == date(2020, 5, 31)
    assert days[0] == date(2019, 5, 31)
    fill(desk)
    found = trust_over(desk, days)
    for place, day in enumerate(days):
        told = {glance.tie: glance.trust for glance in overview(desk, day)}
        assert {tie: values[place] for tie, values in found.items()} == pytest.approx(told, abs=1e-9)
