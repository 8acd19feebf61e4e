"""Two rows made one, and two again: nothing that pointed at either is lost on the way there or back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import NewDesk
from tests.offices import address_of, ask
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import (
    MERGEABLE,
    NOUNS,
    Agreement,
    City,
    Colleague,
    Contribution,
    Custody,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Organisation,
    Participant,
    Person,
    Post,
    Seat,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
)
from trustcrm.errors import InvalidValue, NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.derive.derivation import rebuild
from trustcrm.store.engine import Database
from trustcrm.store.plugin_values import PluginKeys
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.store.references import pointing_at
from trustcrm.store.series import Series
from trustcrm.store.tables import TABLES, table_name

DAY = date(2020, 3, 1)


def rows(database: Database, *, withdrawn: bool = True) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every noun without its version, which only ever counts up."""
    found = {}
    for noun in NOUNS:
        columns = ", ".join(f'"{column.name}"' for column in TABLES[noun].columns if column.name != "version")
        found[noun] = ask(address_of(database), f'SELECT {columns} FROM "{table_name(noun)}" ORDER BY id')
    return found


def derived(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.reading() as connection:
        return {
            name: sorted(tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM {name}")))
            for name, columns in (
                ("act", "*"), ("folded_name", "*"), ("search_text", "noun, row_id, words"),
                ("pair_sum", "giver_id, receiver_id, acts, last_day"),
            )
        }  # fmt: skip


def kept(desk: Desk, noun: str, row: int) -> Any:
    with desk.database.reading() as connection:
        return record_by_id(connection, noun, row)


def newest_change(desk: Desk) -> int:
    with desk.database.reading() as connection:
        return int(connection.execute(text("SELECT MAX(id) FROM change")).scalar_one())


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office that knows Wuxi twice, a person twice, and everything that can point at a side."""
    record(
        desk, "add", "all",
        City(name="Wuxi", country="CN", aliases=("無錫",)),
        City(name="Wuhsi", region="Jiangsu", aliases=("無錫", "Wusih"), wikidata="Q42690"),
        Person(name="Mayor", side=2, emails=("a.b@x.cn",), died_on=None),
        Person(name="The Mayor", side=3, emails=("a-b@x.cn", "A.B@x.cn"), languages=("zh",)),
        Organisation(name="Office", city=3),
        Colleague(name="Ben"),
        Post(title="Mayor", side=3), Tenure(person=2, post=1),
        Tie(one=1, other=2), Tie(one=1, other=3), Custody(tie=2, colleague=1),
        Agreement(title="pact", tie=2, signed_on=DAY), Tag(name="t", about_noun="tie", about_row=2),
        Interaction(kind="call", giver=1, receiver=3, on=DAY), Participant(interaction=1, person=2, side=3),
        Contribution(what="masks", giver=3, receiver=1), Step(contribution=1, state="received", on=DAY),
        Signal(kind="praised us", giver=3, receiver=1, on=DAY, witness="Ana"),
        Engagement(title="Call", starts_on=DAY, side=3), Seat(engagement=1, side=3, person=2),
        FollowUp(what="x", due_on=DAY, side=3, person=2),
        Note(words="n", about_noun="city", about_row=3), Note(words="of a person", about_noun="person", about_row=2),
    )  # fmt: skip
    return desk


def test_a_merge_keeps_names_fills_gaps_and_moves_every_reference(office: Desk) -> None:
    moved = merge(office, "city", 2, 3)
    assert kept(office, "city", 2).record == City(
        name="Wuxi", country="CN", region="Jiangsu", aliases=("無錫", "Wuhsi", "Wusih"), wikidata="Q42690"
    )
    gone = kept(office, "city", 3)
    assert (gone.merged_into, gone.withdrawn, gone.record.name) == (2, True, "Wuhsi")
    assert moved == dict.fromkeys(
        ("organisation", "person", "post", "tie", "interaction", "participant", "contribution", "signal",
         "engagement", "seat", "follow-up"), 1,
    )  # fmt: skip
    with office.database.reading() as connection:
        for noun, column in pointing_at("city"):
            if column != "merged_into_id":
                assert records(connection, noun, {column: 3}) == [], noun
        assert [note.record.about_row for note in records(connection, "note")] == [2, 2]  # type: ignore[attr-defined]


def test_ties_that_became_the_same_are_folded_and_what_hung_on_them_moves(office: Desk) -> None:
    merge(office, "city", 2, 3)
    with office.database.reading() as connection:
        assert [tie.id for tie in records(connection, "tie")] == [1]
        for noun in ("custody", "agreement"):
            assert [held.record.tie for held in records(connection, noun)] == [1], noun  # type: ignore[attr-defined]
        assert [tag.record.about_row for tag in records(connection, "tag")] == [1]  # type: ignore[attr-defined]


def test_ties_of_another_kind_stand_beside_one_another(office: Desk) -> None:
    correct(office, "tie", 2, {"kind": "project"})
    merge(office, "city", 2, 3)
    with office.database.reading() as connection:
        assert [tie.id for tie in records(connection, "tie")] == [1, 2]


def test_a_tie_between_the_two_is_no_tie_any_more(office: Desk) -> None:
    record(office, "add", "tie", Tie(one=2, other=3))
    merge(office, "city", 2, 3)
    assert kept(office, "tie", 3).withdrawn
    unmerge(office, "city", 3)
    assert not kept(office, "tie", 3).withdrawn


def test_mail_addresses_that_only_look_alike_are_all_kept(office: Desk) -> None:
    merge(office, "person", 1, 2)
    person = kept(office, "person", 1).record
    assert person.emails == ("a.b@x.cn", "a-b@x.cn")
    assert person.languages == ("zh",)
    assert person.aliases == ("The Mayor",)


@pytest.mark.parametrize("noun", ["city", "person"])
def test_unmerging_gives_back_both_and_every_reference_row_for_row(office: Desk, noun: str) -> None:
    stays, goes = (2, 3) if noun == "city" else (1, 2)
    before, reckoned = rows(office.database), derived(office.database)
    merge(office, noun, stays, goes)
    assert rows(office.database) != before
    report = unmerge(office, noun, goes)
    assert (report.kept, report.impossible) == ([], [])
    assert rows(office.database) == before
    assert derived(office.database) == reckoned


@pytest.mark.parametrize(("noun", "target", "stays", "goes"), [("city", "side", 2, 3), ("person", "person", 1, 2)])
def test_what_a_plugin_keeps_of_either_stays_its_own_while_they_are_one_and_after(
    office: Desk, noun: str, target: str, stays: int, goes: int
) -> None:
    """A plugin's rows point at the row they were made for, which stays there; core moves none of them."""
    with office.database.writing() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE plugin_gone_x (id INTEGER PRIMARY KEY, of_id INT REFERENCES {target})"
        )
        connection.exec_driver_sql(f"INSERT INTO plugin_gone_x VALUES (1, {stays}), (2, {goes})")
    PluginKeys(office.database, "gone").put(f"{noun} {goes}", "theirs")
    kept = "SELECT id, of_id FROM plugin_gone_x ORDER BY id"
    before, own = rows(office.database), ask(address_of(office.database), kept)
    merge(office, noun, stays, goes)
    assert ask(address_of(office.database), kept) == own
    unmerge(office, noun, goes)
    assert rows(office.database) == before
    assert ask(address_of(office.database), kept) == own == [(1, stays), (2, goes)]
    assert PluginKeys(office.database, "gone").get(f"{noun} {goes}") == "theirs"


def test_an_edit_made_since_outlives_the_unmerging_and_is_said(office: Desk) -> None:
    merge(office, "city", 2, 3)
    correct(office, "city", 2, {"region": "Jiangsu Province"})
    correct(office, "interaction", 1, {"words": "hello"})
    report = unmerge(office, "city", 3)
    assert [(fate.noun, fate.id, fate.reason) for fate in report.kept] == [("city", 2, "region was edited since")]
    assert kept(office, "city", 2).record == City(
        name="Wuxi", country="CN", region="Jiangsu Province", aliases=("無錫",)
    )
    assert kept(office, "interaction", 1).record.receiver == 3
    assert kept(office, "interaction", 1).record.words == "hello"


def test_a_reference_moved_on_since_stays_where_it_was_put(office: Desk) -> None:
    record(office, "add", "city", City(name="Suzhou"))
    merge(office, "city", 2, 3)
    with office.database.reading() as connection:
        (suzhou,) = [city.id for city in records(connection, "city", {"name": "Suzhou"})]
    correct(office, "contribution", 1, {"giver": suzhou})
    report = unmerge(office, "city", 3)
    assert [(fate.noun, fate.reason) for fate in report.kept] == [("contribution", "giver_id was edited since")]
    assert kept(office, "contribution", 1).record.giver == suzhou


def test_a_chain_of_merges_is_taken_apart_link_by_link(office: Desk) -> None:
    record(office, "add", "city", City(name="Vusi"))
    before = rows(office.database)
    with office.database.reading() as connection:
        (third,) = [city.id for city in records(connection, "city", {"name": "Vusi"})]
    merge(office, "city", 2, 3)
    merge(office, "city", third, 2)
    assert kept(office, "city", 3).merged_into == third
    unmerge(office, "city", 2)
    unmerge(office, "city", 3)
    assert rows(office.database) == before


def test_an_unmerging_can_be_taken_back_and_made_again(office: Desk) -> None:
    before = rows(office.database)
    merge(office, "city", 2, 3)
    merged = rows(office.database)
    unmerge(office, "city", 3)
    undo(office, newest_change(office))
    assert rows(office.database) == merged
    unmerge(office, "city", 3)
    assert rows(office.database) == before


@pytest.mark.parametrize(
    ("noun", "stays", "goes", "kind", "words"),
    [
        ("tie", 1, 2, InvalidValue, "A tie cannot be merged"),
        ("city", 2, 2, InvalidValue, "cannot be merged with itself"),
        ("city", 2, 99, NotFound, "no city 99"),
        ("city", 2, 4, NotFound, "no city 4"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    office: Desk, noun: str, stays: int, goes: int, kind: type[Exception], words: str
) -> None:
    before = rows(office.database)
    with pytest.raises(kind, match=words):
        merge(office, noun, stays, goes)
    assert rows(office.database) == before


def test_what_is_merged_or_withdrawn_is_not_merged_again(office: Desk) -> None:
    merge(office, "city", 2, 3)
    for stays, goes in ((2, 3), (3, 2), (1, 3)):
        with pytest.raises(Refused, match="is merged into 2 already"):
            merge(office, "city", stays, goes)
    with pytest.raises(Refused, match="City 2 is not merged into another"):
        unmerge(office, "city", 2)
    withdraw(office, "person", 2)
    with pytest.raises(Refused, match="is withdrawn"):
        merge(office, "person", 1, 2)


SIDES = st.integers(1, 4)
LINKS = st.lists(
    st.one_of(
        st.builds(
            Interaction, kind=st.sampled_from(("call", "letter")), giver=SIDES, receiver=SIDES, on=st.just(DAY),
            tone=st.sampled_from((None, -1)),
        ),
        st.builds(Tie, one=SIDES, other=SIDES, kind=st.sampled_from(("sister", "project"))),
        st.builds(Agreement, title=st.just("a"), tie=st.integers(1, 2), signed_on=st.just(DAY)),
        st.builds(Custody, tie=st.integers(1, 2), colleague=st.just(1)),
        st.builds(Person, name=st.sampled_from(("p", "q")), side=st.none() | SIDES, emails=st.just(("a@b",))),
        st.builds(Participant, interaction=st.just(1), side=st.none() | SIDES, person=st.none() | st.just(1)),
        st.builds(Contribution, what=st.just("c"), giver=SIDES, receiver=SIDES),
        st.builds(Signal, kind=st.just("praised us"), giver=SIDES, receiver=SIDES, on=st.just(DAY),
                  witness=st.just("w")),
        st.builds(Organisation, name=st.sampled_from(("o", "O!")), city=st.none() | st.integers(2, 4)),
        st.builds(FollowUp, what=st.just("f"), due_on=st.just(DAY), side=st.none() | SIDES),
        st.builds(Tag, name=st.just("t"), about_noun=st.sampled_from(("city", "tie")), about_row=st.integers(1, 2)),
        st.builds(Note, words=st.just("n"), about_noun=st.sampled_from(("city", "person")), about_row=SIDES),
    ),
    max_size=25,
)  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(links=LINKS, pair=st.permutations((1, 2, 3, 4)))
def test_unmerging_undoes_merging_whatever_is_linked(new_desk: NewDesk, links: list[Record], pair: list[int]) -> None:
    with new_desk() as desk:
        _start(desk, links)
        before, reckoned = rows(desk.database), derived(desk.database)
        merge(desk, "city", pair[0], pair[1])
        with desk.database.reading() as connection:
            for noun, column in pointing_at("city"):
                assert not records(connection, noun, {column: pair[1]}, withdrawn=True), noun
            merged = derived(desk.database)
        with desk.database.writing() as writer:
            rebuild(writer, Series(writer))
        assert derived(desk.database) == merged
        report = unmerge(desk, "city", pair[1])
        assert (report.kept, report.impossible) == ([], [])
        assert rows(desk.database) == before
        assert derived(desk.database) == reckoned


def _start(desk: Desk, links: list[Record]) -> None:
    with desk.writing("add", "links") as writer:
        for name, alias in (("A", "a1"), ("B", "A"), ("C", "")):
            writer.add(City(name=name, aliases=(alias,) if alias else ()))
        writer.add(Colleague(name="Ben"))
        writer.add(Person(name="p"))
        writer.add(Tie(one=1, other=2))
        writer.add(Tie(one=1, other=3))
        writer.add(Interaction(kind="call", giver=1, receiver=2, on=DAY))
        for link in links:
            writer.add(link)


def test_only_sides_and_people_are_ever_merged() -> None:
    assert MERGEABLE == ("city", "organisation", "person")


def test_in_a_chain_of_merges_the_first_comes_apart_only_after_the_last(office: Desk) -> None:
    one, two, three = record(office, "add", "people", *(Person(name=name) for name in ("A", "B", "C"))).ids
    merge(office, "person", two, one)
    merge(office, "person", three, two)
    with pytest.raises(Refused, match=f"Person {one} was merged into {two}, .* unmerge {two}"):
        unmerge(office, "person", one)
    unmerge(office, "person", two)
    unmerge(office, "person", one)
    assert [kept(office, "person", row).merged_into for row in (one, two, three)] == [None, None, None]


def test_undo_takes_no_merge_half_back_where_what_was_merged_went_on_into_another(office: Desk) -> None:
    one, two, three = record(office, "add", "people", *(Person(name=name) for name in ("A", "B", "C"))).ids
    merge(office, "person", two, one)
    first = newest_change(office)
    merge(office, "person", three, two)
    before = rows(office.database)
    with pytest.raises(Refused, match=f"Person {one} was merged into {three} since; .* unmerge {two}"):
        undo(office, first)
    assert rows(office.database) == before
    unmerge(office, "person", two)
    undo(office, first)
    assert kept(office, "person", one).merged_into is None


def test_undo_merges_nothing_again_into_what_is_gone(office: Desk) -> None:
    one = record(office, "add", "person", Person(name="A")).ids[0]
    two = record(office, "add", "person", Person(name="B")).ids[0]
    added = newest_change(office)
    merge(office, "person", two, one)
    unmerge(office, "person", one)
    apart = newest_change(office)
    undo(office, added)
    before = rows(office.database)
    with pytest.raises(Refused, match=f"Person {one} cannot be merged into person {two} again, which is gone"):
        undo(office, apart)
    assert rows(office.database) == before
