"""What somebody wrote becomes records, all in one change, and not one word of it is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Colleague, Organisation, Person
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.errors import Ambiguous, InvalidValue, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.ledger import Account, accounts_of
from trustcrm.services.log import Logged, keep, say_back
from trustcrm.services.log_answers import answer_in_words, read_entry, settle_the_certain
from trustcrm.services.quick_entry import Known
from trustcrm.services.record import record
from trustcrm.services.start import Opening, start_office
from trustcrm.services.undo import undo
from trustcrm.store.engine import open_database
from trustcrm.store.queries.rows import how_many, records

TODAY = date(2020, 6, 30)


def log(desk: Desk, text: str, on: date | None = None, with_side: str | None = None) -> Logged:
    return keep(desk, settle_the_certain(desk, read_entry(desk, text, on=on, with_side=with_side)))


def all_of(desk: Desk, noun: str) -> list[Any]:
    with desk.database.reading() as connection:
        return [kept.record for kept in records(connection, noun)]


def accounts(desk: Desk) -> list[Account]:
    with desk.database.reading() as connection:
        return accounts_of(connection)


def counts(desk: Desk) -> dict[str, int]:
    with desk.database.reading() as connection:
        return how_many(connection)


@pytest.fixture
def milan(desk: Desk) -> int:
    return record(desk, "add", "Milan", City(name="Milan", country="IT", aliases=("Milano",))).ids[0]


@pytest.fixture
def giulia(desk: Desk, milan: int) -> int:
    return record(desk, "add", "Giulia", Person(name="Giulia Rossi", side=milan)).ids[0]


@pytest.fixture
def toyokawa(empty_address: str) -> Iterator[Desk]:
    """An office in Toyokawa that knows Wuxi Xinwu."""
    database = open_database(empty_address, create=True)
    desk = Desk(database=database, clock=PinnedClock(TODAY), actor="Keiko")
    start_office(desk, Opening(home=Mention(noun="city", name="Toyokawa", country="JP"), time_zone="Asia/Tokyo"))
    record(desk, "add", "Wuxi", City(name="Wuxi Xinwu", country="CN", aliases=("Wuxi",)))
    yield desk
    database.close()


def atlas(*places: PlaceMatch) -> Callable[[PlaceQuery], Sequence[PlaceMatch]]:
    def ask(query: PlaceQuery) -> Sequence[PlaceMatch]:
        return [one for one in places if query.name == one.name and query.country in (None, one.country)]

    return ask


def test_toyokawa_gives_asks_back_receives_and_thanks(toyokawa: Desk) -> None:
    log(toyokawa, "gave Wuxi 4500 masks", date(2020, 2, 4))
    log(toyokawa, "Wuxi thanked us for the masks", date(2020, 2, 10))
    log(toyokawa, "asked Wuxi for masks", date(2020, 3, 18))
    log(toyokawa, "received 50,000 masks from Wuxi", date(2020, 3, 28))
    log(toyokawa, "thanked Wuxi", date(2020, 3, 30))
    gift, back = accounts(toyokawa)
    assert gift.quantities == {"received": Decimal(4500), "acknowledged": None}
    assert [kept.record.state for kept in back.steps] == ["asked", "received", "acknowledged"]
    assert back.quantities["received"] == Decimal(50_000)
    assert (gift.giver, gift.receiver) == (back.receiver, back.giver)
    assert not gift.is_open
    assert not back.is_open


def test_one_entry_is_one_change_and_undo_takes_all_of_it_back(desk: Desk, milan: int, giulia: int) -> None:
    before = counts(desk)
    text = "call with Milan +Giulia +Marco re test kits, they offer 5000 masks, 3 july follow up #covid"
    logged = log(desk, text)
    made = {noun: len(ids) for noun, ids in logged.ids.items()}
    assert made == {
        "interaction": 1, "person": 1, "participant": 2, "contribution": 1, "step": 1, "follow-up": 1, "tag": 1,
    }  # fmt: skip
    assert undo(desk).change.id == logged.change
    assert counts(desk) == before


def test_everything_said_is_kept_where_it_belongs(desk: Desk, milan: int, giulia: int) -> None:
    logged = log(
        desk, "Milan called, 20m, they offer 5000 masks by 10 july, 3 july follow up #covid", date(2020, 6, 29)
    )
    (told,) = all_of(desk, "interaction")
    assert (told.kind, told.giver, told.on, told.minutes) == ("call", milan, date(2020, 6, 29), 20)
    (step,) = all_of(desk, "step")
    assert (step.state, step.on, step.quantity, step.due_on) == (
        "offered", date(2020, 6, 29), Decimal(5000), date(2020, 7, 10),
    )  # fmt: skip
    (follow_up,) = all_of(desk, "follow-up")
    assert (follow_up.due_on, follow_up.side) == (date(2020, 7, 3), milan)
    assert follow_up.interaction == logged.ids["interaction"][0]
    (tag,) = all_of(desk, "tag")
    assert (tag.name, tag.about_noun, tag.about_row) == ("covid", "interaction", logged.ids["interaction"][0])


def test_a_new_person_belongs_to_the_side_named(desk: Desk, milan: int) -> None:
    log(desk, "call with Milan +Marco")
    (person,) = all_of(desk, "person")
    assert (person.name, person.side) == ("Marco", milan)


def test_a_longer_name_told_later_is_asked_about_and_may_be_the_same_person(desk: Desk, milan: int) -> None:
    log(desk, "call with Milan +Chiara")
    with pytest.raises(Ambiguous, match="Which Chiara Verdi is meant"):
        log(desk, "call with Milan +Chiara Verdi")
    understood = read_entry(desk, "call with Milan +Chiara Verdi")
    kept = keep(desk, answer_in_words(desk, understood, understood.questions[0], "1"))
    (person,) = all_of(desk, "person")
    assert (person.name, person.aliases) == ("Chiara Verdi", ("Chiara",))
    assert all_of(desk, "participant")[-1].person == 1
    undo(desk, kept.change)
    assert [(one.name, one.aliases) for one in all_of(desk, "person")] == [("Chiara", ())]


def test_two_namesakes_by_first_name_are_never_taken_for_one(desk: Desk, milan: int, giulia: int) -> None:
    understood = read_entry(desk, "call with Milan +Giulia Verdi")
    assert understood.people[0].meant is not None
    keep(desk, understood)
    assert {one.name for one in all_of(desk, "person")} == {"Giulia Rossi", "Giulia Verdi"}


def test_the_colleague_at_the_desk_took_part(desk: Desk, milan: int) -> None:
    ana = record(desk, "add", "Ana", Colleague(name="Ana")).ids[0]
    log(desk, "call with Milan, 3 july follow up")
    assert [one.colleague for one in all_of(desk, "participant")] == [ana]
    assert [one.colleague for one in all_of(desk, "follow-up")] == [ana]


def test_a_further_side_took_part(desk: Desk, milan: int) -> None:
    seoul = record(desk, "add", "Seoul", City(name="Seoul", country="KR")).ids[0]
    log(desk, "meeting with Milan and Seoul")
    assert [one.side for one in all_of(desk, "participant")] == [seoul]


def test_another_unit_begins_a_contribution_of_its_own(desk: Desk, milan: int) -> None:
    log(desk, "Milan offers 5000 masks")
    log(desk, "Milan sent 3 boxes of masks")
    assert len({(one.contribution.what, one.contribution.unit) for one in accounts(desk)}) == len(accounts(desk)) == 2


def test_a_delivery_in_parts_goes_on_with_its_promise(desk: Desk, milan: int) -> None:
    log(desk, "Milan pledged 6000 masks", date(2020, 5, 1))
    log(desk, "received 2000 masks from Milan", date(2020, 5, 10))
    log(desk, "thanked Milan for the masks", date(2020, 5, 11))
    log(desk, "received 1000 masks from Milan", date(2020, 5, 20))
    (account,) = accounts(desk)
    assert account.in_words == "3,000 of 6,000 received"
    assert account.is_open


def test_a_new_promise_does_not_go_on_with_what_has_arrived(desk: Desk, milan: int) -> None:
    log(desk, "received 2000 masks from Milan", date(2020, 5, 10))
    log(desk, "Milan pledged 6000 masks")
    assert [one.state for one in accounts(desk)] == ["received", "pledged"]


def test_thanks_go_to_what_arrived_last(desk: Desk, milan: int) -> None:
    log(desk, "received 2000 gloves from Milan", date(2020, 5, 10))
    log(desk, "received 2000 masks from Milan", date(2020, 5, 12))
    log(desk, "thanked Milan")
    assert {one.contribution.what: one.awaits_thanks for one in accounts(desk)} == {"gloves": True, "masks": False}


def test_thanks_for_nothing_received_stay_in_the_note(desk: Desk, milan: int) -> None:
    entry = read_entry(desk, "call with Milan, thanked Milan")
    assert any("stay in the note" in line for line in say_back(desk, entry))
    keep(desk, entry)
    assert accounts(desk) == []
    assert "thanked" in all_of(desk, "interaction")[0].words


def test_bare_thanks_for_nothing_received_are_refused(desk: Desk, milan: int) -> None:
    with pytest.raises(InvalidValue, match="say for what"):
        log(desk, "thanked Milan")


def test_without_a_contact_the_words_go_with_the_contribution(desk: Desk, milan: int) -> None:
    log(desk, "Milan pledged 6000 masks, their mayor was moved")
    assert all_of(desk, "interaction") == []
    assert "their mayor was moved" in all_of(desk, "contribution")[0].words


def test_without_a_contact_the_words_go_with_the_follow_up(desk: Desk, milan: int) -> None:
    log(desk, "3 july follow up with Milan; their mayor was moved")
    assert all_of(desk, "interaction") == []
    assert "their mayor was moved" in all_of(desk, "follow-up")[0].what


def test_without_a_contact_nothing_named_is_lost(desk: Desk, milan: int, giulia: int) -> None:
    entry = read_entry(desk, "Milan pledged 6000 masks +Giulia 20m ++")
    assert entry.kind is None
    assert any("who took part stays in the words" in line for line in say_back(desk, entry))
    keep(desk, entry)
    assert all_of(desk, "contribution")[0].words == "Milan pledged 6000 masks +Giulia 20m ++"


def test_a_follow_up_concerns_the_one_person_who_took_part(desk: Desk, giulia: int) -> None:
    log(desk, "call with Milan +Giulia, 3 july follow up")
    assert all_of(desk, "follow-up")[0].person == giulia


plain = st.lists(
    st.sampled_from(
        [
            "harbour",
            "choir",
            "lovely",
            "students",
            "wrote",
            "budget",
            "garden",
            "library",
            "mayor's",
            "café",
            "図書館",
            "naïve",
            "so-so",
        ]
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain)
def test_no_word_of_a_note_is_lost(desk: Desk, milan: int, words: list[str]) -> None:
    entry = read_entry(desk, f"call with Milan: {' '.join(words)}")
    logged = keep(desk, replace(entry, questions=()))
    row = logged.ids["interaction"][0]
    with desk.database.reading() as connection:
        (kept,) = records(connection, "interaction", {"id": row})
    said = vars(kept.record)["words"]
    assert all(word in said for word in words)


def test_what_it_was_about_stays_in_the_note(desk: Desk, milan: int) -> None:
    log(desk, "call with Milan re test kits")
    assert "test kits" in all_of(desk, "interaction")[0].words


def test_an_unknown_name_is_refused_with_its_choices_and_nothing_is_kept(desk: Desk) -> None:
    before = counts(desk)
    with pytest.raises(Ambiguous, match=r"Who is Porto\? It could be: a new city called Porto;"):
        log(desk, "call with Porto")
    assert counts(desk) == before


def test_a_name_that_is_one_place_alone_is_a_new_city(desk: Desk) -> None:
    knowing = replace(desk, places=atlas(PlaceMatch(name="Porto", country="PT", region="Norte", population=250_000)))
    entry = settle_the_certain(knowing, read_entry(knowing, "call with Porto"))
    assert "New here: the city Porto (Norte, PT) will be added." in say_back(knowing, entry)
    logged = keep(knowing, entry)
    assert logged.made == [("city", logged.ids["city"][0])]
    assert all_of(desk, "interaction")[0].receiver == logged.ids["city"][0]


def test_the_one_place_of_that_very_name_is_taken_before_others_called_so_at_times(desk: Desk) -> None:
    places = [
        PlaceMatch(name="Milan", country="IT", population=1_371_498),
        PlaceMatch(name="Syracuse", country="US", population=144_142, certainty=0.9, how="alias"),
    ]
    knowing = replace(desk, places=lambda query: [one for one in places if query.country in (None, one.country)])
    log(knowing, "call with Milan")
    assert all_of(desk, "city")[-1].country == "IT"


_REGIONS = ("Ohio", "Oregon")


def test_a_name_that_is_several_places_is_refused_with_all_of_them(desk: Desk) -> None:
    places = [PlaceMatch(name="Springfield", country="US", region=region, population=60_000) for region in _REGIONS]
    with pytest.raises(Ambiguous, match=r"Springfield, US \(Ohio\) and Springfield, US \(Oregon\)"):
        log(replace(desk, places=atlas(*places)), "call with Springfield")


def test_namesakes_are_refused_with_what_tells_them_apart(desk: Desk) -> None:
    record(desk, "add", "Paris", City(name="Paris", country="FR"), City(name="Paris", country="US", region="Texas"))
    with pytest.raises(Ambiguous, match=r"Paris \(FR\); Paris \(Texas, US\)"):
        log(desk, "call with Paris")


def test_a_day_ahead_is_refused(desk: Desk, milan: int) -> None:
    with pytest.raises(Ambiguous, match="lies ahead"):
        log(desk, "call with Milan tomorrow")
    with pytest.raises(InvalidValue, match="lies ahead of today"):
        log(desk, "call with Milan", date(2020, 7, 1))
    assert all_of(desk, "interaction") == []


def test_with_names_the_side_the_words_leave_out(desk: Desk, milan: int) -> None:
    log(desk, "call re budget", with_side="Milano")
    assert all_of(desk, "interaction")[0].receiver == milan


def test_with_may_name_a_city_of_the_gazetteer(desk: Desk) -> None:
    knowing = replace(desk, places=atlas(PlaceMatch(name="Porto", country="PT")))
    log(knowing, "call re budget", with_side="Porto, PT")
    assert all_of(desk, "city")[-1].name == "Porto"


def test_with_refuses_a_name_nobody_knows(desk: Desk) -> None:
    with pytest.raises(NotFound, match="add it first"):
        log(desk, "call re budget", with_side="Nowhere")


def test_a_question_takes_a_number_the_first_choice_or_a_name(desk: Desk, milan: int) -> None:
    entry = read_entry(desk, "call with Porto")
    (question,) = entry.questions
    assert answer_in_words(desk, entry, question, "").sides[0].meant == question.choices[0].value
    assert answer_in_words(desk, entry, question, "2").sides[0].meant == question.choices[1].value
    named = answer_in_words(desk, entry, question, "Milano").sides[0].meant
    assert getattr(named, "id", None) == milan
    with pytest.raises(NotFound):
        answer_in_words(desk, entry, question, "17 times")


def test_an_open_question_keeps_nothing(desk: Desk) -> None:
    with pytest.raises(Ambiguous):
        keep(desk, read_entry(desk, "call with Porto"))
    assert all_of(desk, "interaction") == []


def test_the_journal_repeats_the_beginning_of_the_entry(desk: Desk, milan: int) -> None:
    logged = log(desk, "call with Milan re " + "budget " * 40)
    summary = undo(desk, logged.change).change.summary
    assert summary.startswith("call with Milan re budget")
    assert len(summary) == 80


def test_a_city_that_a_gazetteer_knows_by_nearly_this_name_is_offered_first_and_never_taken(
    desk: Desk, milan: int
) -> None:
    exact = PlaceMatch(name="Beirut", country="LB", population=1_916_100)
    nearly = replace(exact, certainty=0.59, how="spelled alike")
    asked = replace(desk, places=lambda query: [exact if query.name == "Beirut" else nearly])
    understood = read_entry(asked, "call with beriut and milan")
    (question,) = understood.questions
    assert [choice.label for choice in question.choices][:2] == [
        "Beirut (LB), new here",
        "nobody to record; leave the name in the note",
    ]
    with pytest.raises(Ambiguous, match=r"Who is beriut\? It could be: Beirut"):
        settle_the_certain(asked, understood)
    keep(asked, answer_in_words(asked, understood, question, "1"))
    assert [city.country for city in all_of(desk, "city") if city.name == "Beirut"] == ["LB"]


def test_what_was_asked_of_us_can_be_declined_in_words(desk: Desk, milan: int) -> None:
    log(desk, "call with Milan, they ask us for 200 tents by 5 dec")
    understood = read_entry(desk, "we declined 200 tents", with_side="Milan")
    assert "This goes on with contribution 1: tents." in say_back(desk, understood)
    keep(desk, understood)
    log(desk, "Milan offers 200 tents")
    assert read_entry(desk, "we declined 200 tents", with_side="Milan").contributions[0].giver == "them"


def test_a_large_city_stands_before_a_new_person_and_a_village_nearly_so_called_behind_all(
    desk: Desk, milan: int
) -> None:
    hamburg = PlaceMatch(name="Hamburg", country="DE", population=1_841_179)
    anaka = PlaceMatch(name="Anaka", country="UG", population=9_000, certainty=0.6)
    known = {"Hamburg": [hamburg], "hamburg": [hamburg], "Tanaka": [anaka]}
    asked = replace(desk, places=lambda query: known.get(query.name, []))
    (where,) = read_entry(asked, "Hamburg offers 50 boats", with_side="Milan").questions
    assert [choice.label for choice in where.choices][:2] == ["Hamburg (DE), new here", "a new person called Hamburg"]
    (who,) = read_entry(asked, "c Tanaka offers 50 boats", with_side="Milan").questions
    assert [choice.label for choice in who.choices][::4] == ["a new person called Tanaka", "Anaka (UG), new here"]
    passing = read_entry(asked, "c Hamburg 20m, all well", with_side="Milan")
    assert [choice.label for choice in passing.questions[0].choices] == [
        "Hamburg (DE), new here",
        "no, it was with Milan",
    ]
    small = read_entry(asked, "call hamburg 10m they promise 60 cots", with_side="Milan")
    assert small.questions[0].choices[0].label == "Hamburg (DE), new here"
    kept = [answer_in_words(asked, passing, passing.questions[0], number).sides[0].words for number in "12"]
    assert kept == ["Hamburg", "Milan"]
    (bare,) = read_entry(asked, "c Hamburg, they asked what we need").questions
    assert [choice.label for choice in bare.choices] == ["Hamburg (DE), new here"]


def test_a_word_in_small_letters_makes_no_city_by_itself_though_a_gazetteer_knows_one(desk: Desk, milan: int) -> None:
    deal = replace(desk, places=atlas(PlaceMatch(name="deal", country="GB", population=30_000)))
    with pytest.raises(Ambiguous, match="nobody to record"):
        log(deal, "call with milan and deal")


@pytest.mark.parametrize(
    "text", ["c japan consulate 10m", "call w Japan consulate re visas", "c consulate general of japan"]
)
def test_a_body_is_known_by_two_words_of_its_name_alone(desk: Desk, text: str) -> None:
    names = ("Consulate General of Japan", "Japan Foundation", "Consulate General of France")
    japan = record(desk, "add", "them", *(Organisation(name=name) for name in names)).ids[0]
    understood = read_entry(desk, text)
    assert [side.meant.id for side in understood.sides if isinstance(side.meant, Known)] == [japan]
    assert understood.questions == ()
    record(desk, "add", "another", Organisation(name="Honorary Consulate General of Japan"))
    assert [one.text for one in read_entry(desk, "c japan consulate").questions] == ["Which japan consulate is meant?"]
