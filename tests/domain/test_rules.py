"""What a record may not say: every rule refuses in one plain sentence, and refuses nothing else."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import (
    NOUNS,
    Agreement,
    City,
    Colleague,
    Contribution,
    Custody,
    Engagement,
    FollowUp,
    Hold,
    Interaction,
    Kind,
    Need,
    Note,
    Office,
    Organisation,
    Participant,
    Person,
    Post,
    Rate,
    Retention,
    RetentionClass,
    Seat,
    Signal,
    Snooze,
    Step,
    Tag,
    Tenure,
    Tie,
    Window,
)
from trustcrm.domain.rules import LONGEST_NAME, LONGEST_WORDS, check, check_together
from trustcrm.errors import InvalidValue

TODAY = date(2020, 6, 30)
TOMORROW = TODAY + timedelta(1)
DAY = date(2020, 3, 27)

GOOD: tuple[Record, ...] = (
    City(name="Milan", country="IT", latitude=45.46, longitude=9.19, time_zone="Europe/Rome"),
    Organisation(name="C40", kind="network", country="GB"),
    Office(name="International affairs", home=1, time_zone="America/Los_Angeles"),
    Kind(name="call", family="interaction", intensity=1.0, cameo="041"),
    Colleague(name="Ana"),
    Person(name="Laetitia", died_on=TODAY),
    Post(title="Consul General", side=1, national_day="02-29"),
    Tenure(person=1, post=1, from_on=DAY, to_on=DAY),
    Tie(one=1, other=2, since=DAY, ended_on=DAY, state="ended"),
    Custody(tie=1, colleague=1),
    Agreement(title="Twinning", tie=1, signed_on=TODAY, notice_on=TODAY, ends_on=TODAY, file_sha256="0a" * 32),
    Window(name="Covid-19", starts_on=DAY, ends_on=DAY),
    Need(what="masks", window=1, unit="masks", quantity=Decimal(40000), by_on=TOMORROW, closed_on=TODAY),
    Interaction(kind="call", giver=1, receiver=2, on=TODAY, at=time(9), minutes=0, tone=-2, mode="phone"),
    Participant(interaction=1),
    Contribution(
        what="masks", giver=1, receiver=2, value=Decimal(0), value_currency="EUR", value_method="invoice", unit="masks"
    ),
    Step(contribution=1, state="received", on=TODAY, quantity=Decimal("0.5")),
    Signal(kind="praised us", giver=1, receiver=2, on=TODAY, witness="Ana"),
    Engagement(title="Call", starts_on=TOMORROW, starts_at=time(10), ends_on=TOMORROW, ends_at=time(10)),
    Seat(engagement=1),
    FollowUp(what="thank them", due_on=TOMORROW),
    Tag(name="press", about_noun="city", about_row=1),
    Note(words="careful", about_noun="city", about_row=1),
    Rate(currency="JPY", into="EUR", worth=Decimal("0.0083"), since=DAY, until=DAY, source="a central bank"),
    RetentionClass(name="correspondence", authority="schedule 7.2", years=0, for_noun="interaction", for_kind="letter"),
    Retention(retention_class=1, about_noun="agreement", about_row=1, why="signed by the council"),
    Hold(why="a claim", authority="city attorney", about_noun="tie", about_row=1, since=DAY, lifted_on=DAY),
    Snooze(kind="thanks", about_noun="contribution", about_row=1, until=TOMORROW, arose_on=DAY, words="after the fair"),
)

BAD: tuple[tuple[type[Record], dict[str, Any], str], ...] = (
    (City, {"country": "Italy"}, "'Italy' is no country code; use ISO 3166"),
    (City, {"country": "it"}, "'it' is no country code"),
    (City, {"latitude": 90.5}, "latitude of 90.5 cannot be"),
    (City, {"latitude": float("nan")}, "latitude of nan cannot be"),
    (City, {"longitude": -180.5}, "longitude of -180.5 cannot be"),
    (City, {"time_zone": "Europe/Rom"}, "'Europe/Rom' is no time zone"),
    (City, {"time_zone": "../../etc/passwd"}, "is no time zone"),
    (Organisation, {"kind": "netwrok"}, "'netwrok' is no kind of a organisation; did you mean 'network'?"),
    (Organisation, {"kind": "zzzz"}, "it can be network, consulate, government"),
    (Organisation, {"country": "USA"}, "is no country code"),
    (Office, {"time_zone": "Mars/Olympus"}, "is no time zone"),
    (Office, {"cadence_days": 0}, "cadence of 0 days cannot be kept; choose 1 to 3660"),
    (Office, {"cadence_days": 3661}, "cadence of 3661 days"),
    (Person, {"died_on": TOMORROW}, "A death on 2020-07-01 lies ahead of today"),
    (Post, {"national_day": "02-30"}, "'02-30' is no national day; write it as MM-DD"),
    (Post, {"national_day": "14 July"}, "is no national day"),
    (Tenure, {"to_on": DAY - timedelta(1)}, "The tenure would end on 2020-03-26, before it begins"),
    (Tie, {"one": 2}, "nobody is tied to itself"),
    (Tie, {"ended_on": DAY - timedelta(1)}, "The tie would end"),
    (Tie, {"cadence_days": -1}, "cadence of -1 days"),
    (Tie, {"ended_on": None}, "needs to say why or when"),
    (Tie, {"state": "asleep"}, "is no state of a tie; it can be exploring, active, hibernating and ended"),
    (Agreement, {"signed_on": TOMORROW, "ends_on": None}, "A signing on 2020-07-01 lies ahead"),
    (Agreement, {"ends_on": DAY}, "The agreement would end on 2020-03-27"),
    (Agreement, {"signed_on": None, "ends_on": DAY}, "notice period would end"),
    (Agreement, {"file_sha256": "beef"}, "not 64 hexadecimal digits"),
    (Window, {"ends_on": DAY - timedelta(1)}, "The crisis would end"),
    (Window, {"kind": "war"}, "is no kind of a window"),
    (Interaction, {"on": TOMORROW}, "A call on 2020-07-01 lies ahead of today, 2020-06-30; what is planned is an"),
    (Interaction, {"on": date(202, 3, 27)}, "The date 0202-03-27 of this interaction cannot be; check the year"),
    (Interaction, {"receiver": 1}, "needs two different sides"),
    (Interaction, {"minutes": -1}, "call of -1 minutes cannot be"),
    (Interaction, {"tone": 3}, "tone of 3 cannot be; it runs from -2 to 2"),
    (Interaction, {"mode": "fax"}, "'fax' is no mode of a interaction"),
    (Interaction, {"direction": "both"}, "is no direction"),
    (Contribution, {"receiver": 1}, "needs two different sides"),
    (Contribution, {"value": Decimal(-1)}, "cannot be worth less than nothing"),
    (Contribution, {"value_currency": None}, "needs its currency and how it was valued"),
    (Contribution, {"value_method": None}, "needs its currency and how it was valued"),
    (Contribution, {"value_currency": "Euro"}, "'Euro' is no currency"),
    (Contribution, {"carried_by": "robots"}, "is no carried_by of a contribution"),
    (Step, {"on": TOMORROW}, "A step 'received' on 2020-07-01 lies ahead"),
    (Step, {"quantity": Decimal(0)}, "quantity of 0 cannot be"),
    (Step, {"quantity": Decimal("NaN")}, "quantity of NaN cannot be"),
    (Step, {"quantity": Decimal("Infinity")}, "quantity of Infinity cannot be"),
    (Step, {"state": "promised"}, "is no state of a step"),
    (Signal, {"on": TOMORROW}, "A signal on 2020-07-01 lies ahead"),
    (Signal, {"receiver": 1}, "nobody's goodwill to itself is evidence"),
    (Signal, {"witness": " "}, "A signal needs its witness"),
    (Engagement, {"time_zone": "PST8"}, "is no time zone"),
    (Engagement, {"ends_on": TODAY}, "The engagement would end"),
    (Engagement, {"ends_at": time(9, 59)}, "end before it begins; check its times"),
    (Engagement, {"state": "held"}, "An engagement held on 2020-07-01 lies ahead"),
    (Kind, {"intensity": 10.1}, "intensity of 10.1 cannot be; Goldstein's scale"),
    (Kind, {"intensity": float("nan")}, "intensity of nan cannot be"),
    (Kind, {"cameo": "4a"}, "'4a' is no CAMEO code"),
    (Kind, {"family": "gesture"}, "is no family of a kind"),
    (RetentionClass, {"years": -1}, "cannot be kept for -1 years; choose 0 to 1000"),
    (RetentionClass, {"for_noun": "letter"}, "'letter' is no for_noun of a retention-class"),
    (RetentionClass, {"after": "its end"}, "is no after of a retention-class"),
    (Hold, {"lifted_on": DAY - timedelta(1)}, "The hold would end on 2020-03-26"),
)


def good(kind: type[Record]) -> Record:
    return next(record for record in GOOD if type(record) is kind)


def refusal(record: Record) -> str:
    with pytest.raises(InvalidValue) as caught:
        check(record, TODAY)
    said = str(caught.value)
    assert "\n" not in said
    assert said.isprintable()
    return said


def test_there_is_a_good_example_of_every_noun() -> None:
    assert [type(record) for record in GOOD] == list(NOUNS.values())


@pytest.mark.parametrize("record", GOOD, ids=lambda record: record.noun)
def test_a_record_at_the_edge_of_what_may_be_is_kept(record: Record) -> None:
    check(record, TODAY)


@pytest.mark.parametrize(("kind", "slip", "words"), BAD)
def test_what_cannot_be_is_refused_with_its_reason(kind: type[Record], slip: dict[str, Any], words: str) -> None:
    assert words in refusal(dataclasses.replace(good(kind), **slip))


@pytest.mark.parametrize("noun", NOUNS)
def test_every_required_field_must_be_given(noun: str) -> None:
    for field in fields_of(NOUNS[noun]).values():
        if field.required:
            said = refusal(dataclasses.replace(good(NOUNS[noun]), **{field.name: None}))
            assert field.about.summary in said
            assert f"--{field.name.replace('_', '-')}" in said


@pytest.mark.parametrize("noun", NOUNS)
def test_no_text_holds_nul_or_goes_on_for_ever(noun: str) -> None:
    for field in fields_of(NOUNS[noun]).values():
        if field.type is str and not field.about.choices:
            assert "NUL" in refusal(dataclasses.replace(good(NOUNS[noun]), **{field.name: "a\x00b"}))
            longest = LONGEST_NAME if field.name in ("name", "title") else LONGEST_WORDS
            said = refusal(dataclasses.replace(good(NOUNS[noun]), **{field.name: "x" * (longest + 1)}))
            assert f"at most {longest:,} are kept" in said
        elif field.is_many:
            assert "NUL" in refusal(dataclasses.replace(good(NOUNS[noun]), **{field.name: ("fine", "\x00")}))


@pytest.mark.parametrize("noun", NOUNS)
def test_names_and_titles_are_never_empty(noun: str) -> None:
    for name in ("name", "title", "what", "kind"):
        field = fields_of(NOUNS[noun]).get(name)
        if field is not None and not field.about.choices:
            assert "cannot be empty" in refusal(dataclasses.replace(good(NOUNS[noun]), **{name: " \t"}))


@pytest.mark.parametrize("noun", NOUNS)
def test_no_date_lies_before_the_year_1000(noun: str) -> None:
    for field in fields_of(NOUNS[noun]).values():
        if field.type is date:
            said = refusal(dataclasses.replace(good(NOUNS[noun]), **{field.name: date(999, 12, 31)}))
            assert "0999-12-31" in said


def test_a_refusal_never_lets_a_value_act_on_the_screen() -> None:
    assert "\\x1b[2J" in refusal(City(name="Milan", country="\x1b[2J"))
    assert "\\u202e" in refusal(Organisation(name="C40", kind="\u202enetwork"))


def worth(value: str) -> Contribution:
    return Contribution(
        what="masks", giver=1, receiver=2, value=Decimal(value), value_currency="EUR", value_method="a guess"
    )


@pytest.mark.parametrize(
    ("record", "says"),
    [
        (worth("NaN"), "NaN"),
        (worth("Infinity"), "Infinity"),
        (City(name="Mil\udc80n"), "half a character"),
        (City(name="Milan", latitude=float("nan")), "latitude"),
        (Step(contribution=1, state="received", on=date(2020, 3, 1), quantity=5), "a Decimal belongs"),  # type: ignore[arg-type]
        (Need(what="masks", window=1, quantity=Decimal(5)), "5 of what"),
        (Rate(currency="yen", into="EUR", worth=Decimal(1), since=DAY, source="x"), "'yen' is no currency"),
        (Rate(currency="EUR", into="EUR", worth=Decimal(1), since=DAY, source="x"), "always one EUR"),
        (Rate(currency="JPY", into="EUR", worth=Decimal(0), since=DAY, source="x"), "more than nothing"),
        (Rate(currency="JPY", into="EUR", worth=Decimal(1), since=TODAY, until=DAY, source="x"), "before it begins"),
        (Need(what="masks", window=1, unit="masks", quantity=Decimal(0)), "more than nothing"),
        (Need(what="masks", window=1, closed_on=date(2020, 7, 1)), "lies ahead of today"),
        (City(name="Milan", aliases=["Mailand"]), "a tuple of words belongs"),  # type: ignore[arg-type]
        (Interaction(kind="call", giver=1, receiver=2, on=datetime(2020, 3, 1)), "a date belongs"),
    ],
)
def test_what_no_column_could_keep_exactly_is_refused(record: Record, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        check(record, date(2020, 6, 30))


_DAYS = st.sampled_from([None, date(999, 1, 1), TODAY, TODAY + timedelta(1), datetime(2020, 1, 1), "2020-01-01"])
_NUMBERS = st.sampled_from([None, None, 0, 2, -2, 3, -1, 100_000, 100_001, True, 1.5, "1"])
_WORDS = st.sampled_from([None, None, "", " ", "call", "\0", "\ud800", "é", "x" * 501, "x" * 100_001, 7, ("call",)])
_CALLS: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict, kind=st.one_of(st.just("call"), _WORDS), giver=st.just(1), receiver=st.sampled_from([2, 2, 2, 1, "2"]),
        on=st.one_of(st.just(TODAY), _DAYS), minutes=_NUMBERS, tone=_NUMBERS, words=_WORDS,
    ),
    max_size=4,
)  # fmt: skip


@given(calls=_CALLS)
def test_many_are_plainly_right_only_where_each_is(calls: list[dict[str, Any]]) -> None:
    records = [Interaction(**call) for call in calls]
    columns = [[getattr(record, name) for record in records] for name in fields_of(Interaction)]

    def is_right(record: Record) -> bool:
        try:
            check(record, TODAY)
        except InvalidValue:
            return False
        return True

    assert check_together(Interaction, columns, TODAY) is all(map(is_right, records))
