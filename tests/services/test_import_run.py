"""An import is one batch: the same again changes nothing, what is in doubt waits, and nothing is ever half done."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Dump
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    City,
    Contribution,
    Interaction,
    Organisation,
    Participant,
    Person,
    Post,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
)
from trustcrm.errors import UnreadableSource
from trustcrm.services.desk import Desk
from trustcrm.services.importing.outcome import Outcome
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.importing.told import digest, told, untold
from trustcrm.services.merge import merge
from trustcrm.services.record import correct, record
from trustcrm.services.undo import undo_batch
from trustcrm.store.queries.batches import batch_by_id, items_of
from trustcrm.store.queries.rows import how_many, record_by_id, records

MakeTask = Callable[..., Task]
DAY = date(2020, 3, 1)
HOME = Mention(noun="side", name="Los Angeles", country="US")


def city(name: str, **more: Any) -> Mention:
    return Mention(noun="city", name=name, **more)


def visit(key: str, to: Mention, words: str | None = None, on: date = DAY, kind: str = "meeting") -> Draft:
    interaction = Interaction(kind=kind, giver=HOME, receiver=to, on=on, words=words)
    part = Participant(interaction=Mention(noun="interaction", name=""), side=to)
    return Draft(key=key, record=interaction, parts=(part,), where=f"line {key}", raw={"to": to.name})


def counts(outcome: Outcome) -> dict[str, Any]:
    return {
        "read": outcome.read, "created": outcome.created, "corrected": outcome.corrected, "same": outcome.same,
        "items": [(item.state, item.where, item.reason) for item in outcome.items],
    }  # fmt: skip


def kept(desk: Desk, noun: str, row: int) -> Any:
    with desk.database.reading() as connection:
        return record_by_id(connection, noun, row).record


def sizes(desk: Desk) -> dict[str, int]:
    with desk.database.reading() as connection:
        return how_many(connection)


FIRST = (
    visit("1", city("Nagoya"), "spoke of trams"),
    visit("2", city("名古屋市"), "spoke of ports"),
    Draft(key="3", record=Tie(one=HOME, other=city("Nagoya"), since=date(1959, 4, 1)), where="line 3"),
    Draft(key="4", record=Person(name="Li Wei", side=city("Nagoya")), where="line 4"),
    Rejected(where="line 5", reason="the date is no date", raw={"to": "Milan", "on": "soon"}),
)


def test_what_is_read_is_kept_as_one_batch(knowing: Desk, task: MakeTask) -> None:
    done = run_import(knowing, task(FIRST))
    assert counts(done) == {
        "read": 5,
        "created": {"city": 1, "interaction": 2, "participant": 2, "tie": 1, "person": 1},
        "corrected": 0,
        "same": 0,
        "items": [("rejected", "line 5", "the date is no date")],
    }
    with knowing.database.reading() as connection:
        batch = batch_by_id(connection, 1)
        (item,) = items_of(connection, 1)
        assert {row.batch for noun in done.created for row in records(connection, noun) if row.id > 1} == {1}
    assert (batch.importer, batch.source, batch.read, batch.created, batch.rejected) == (
        "test:list",
        "list.csv",
        5,
        7,
        1,
    )
    assert item.raw == {"to": "Milan", "on": "soon"}
    assert kept(knowing, "person", 1).side == 2


def test_the_same_file_again_changes_nothing_at_all(knowing: Desk, task: MakeTask, dump: Dump) -> None:
    run_import(knowing, task(FIRST))
    before = dump(knowing.database)
    again = run_import(knowing, task(FIRST))
    assert (again.earlier_batch, again.batch, again.read) == (1, None, 0)
    assert dump(knowing.database) == before


def test_the_same_rows_in_another_file_are_all_known(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    before = sizes(knowing)
    again = run_import(knowing, task(reversed(FIRST), fingerprint="file 2"))
    assert (again.same, again.made, again.corrected) == (4, 0, 0)
    assert sizes(knowing) == before


def test_a_key_twice_in_one_file_is_one_thing_and_the_later_word_counts(knowing: Desk, task: MakeTask) -> None:
    done = run_import(knowing, task([visit("1", city("Nagoya")), visit("1", city("Nagoya"), "trams")]))
    assert (done.created["interaction"], done.corrected) == (1, 1)
    assert kept(knowing, "interaction", 1).words == "trams"


def test_a_row_that_says_something_else_corrects_what_it_became(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    changed = (visit("1", city("Nagoya"), "spoke of trains"), *FIRST[1:])
    done = run_import(knowing, task(changed, fingerprint="file 2"))
    assert (done.corrected, done.same, done.made) == (1, 3, 0)
    assert kept(knowing, "interaction", 1).words == "spoke of trains"
    assert run_import(knowing, task(changed, fingerprint="file 3")).same == 4


def test_a_newer_piece_that_does_not_go_with_what_stands_is_rejected_and_changes_nothing(
    desk: Desk, task: MakeTask
) -> None:
    """Each piece is right by itself; together the tenure would end before it began."""
    record(desk, "add", "a post", City(name="Oslo"), Person(name="Kari"), Post(title="Consul", side=2))
    began = Tenure(person=1, post=1, from_on=DAY)
    ended = Tenure(person=1, post=1, to_on=DAY - timedelta(days=30))
    assert counts(run_import(desk, task([Draft(key="c", record=began)])))["created"] == {"tenure": 1}
    again = run_import(desk, task([Draft(key="c", record=ended, where="line 9")], "file 2"))
    ((state, where, reason),) = counts(again)["items"]
    assert (state, where, again.corrected) == ("rejected", "line 9", 0)
    assert "before" in reason
    with desk.database.reading() as connection:
        kept = record_by_id(connection, "tenure", 1).record
    assert (vars(kept)["from_on"], vars(kept)["to_on"]) == (DAY, None)


def test_a_row_edited_here_waits_and_keeps_the_edit(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    correct(knowing, "interaction", 1, {"words": "spoke of bridges"})
    done = run_import(knowing, task([visit("1", city("Nagoya"), "spoke of trains")], fingerprint="file 2"))
    assert counts(done)["items"] == [("waiting", "line 1", "interaction 1 was edited here since (words)")]
    assert kept(knowing, "interaction", 1).words == "spoke of bridges"
    with knowing.database.reading() as connection:
        (item,) = items_of(connection, 2)
    assert untold(item.draft).record == visit("1", city("Nagoya"), "spoke of trains").record


def test_an_edit_of_another_field_here_does_not_hold_up_the_source(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    correct(knowing, "interaction", 1, {"place": "City Hall"})
    done = run_import(knowing, task([visit("1", city("Nagoya"), "spoke of trains")], fingerprint="file 2"))
    assert (done.corrected, done.items) == (1, [])
    assert kept(knowing, "interaction", 1).place == "City Hall"


def test_what_a_source_leaves_empty_is_never_taken_away(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    done = run_import(knowing, task([visit("1", city("Nagoya"))], fingerprint="file 2"))
    assert (done.corrected, done.same) == (0, 1)
    assert kept(knowing, "interaction", 1).words == "spoke of trams"


@pytest.mark.parametrize("second", [False, True], ids=["a first file", "a file that corrects"])
def test_a_dry_run_counts_what_the_real_one_then_does_and_writes_nothing(
    knowing: Desk, task: MakeTask, dump: Dump, second: bool
) -> None:
    if second:
        run_import(knowing, task(FIRST))
        correct(knowing, "interaction", 2, {"words": "edited"})
    pieces = [
        visit("1", city("Nagoya"), "other"),
        visit("2", city("Nagoya"), "new"),
        *FIRST[2:],
        visit("9", city("Paris")),
    ]
    before = dump(knowing.database)
    dry = run_import(knowing, task(pieces, fingerprint="file 2"), dry_run=True)
    assert dump(knowing.database) == before
    assert (dry.dry_run, dry.batch) == (True, None)
    real = run_import(knowing, task(pieces, fingerprint="file 2"))
    assert counts(dry) == counts(real)
    assert real.batch is not None


@pytest.mark.parametrize("raised", [KeyboardInterrupt, SystemExit, RuntimeError, UnreadableSource])
@pytest.mark.parametrize("after", [0, 2, 2500])
def test_an_import_cut_short_leaves_nothing(
    knowing: Desk, task: MakeTask, dump: Dump, raised: type[BaseException], after: int
) -> None:
    def cut_short() -> Iterator[Draft | Rejected]:
        for number in range(after):
            yield visit(str(number), city("Nagoya"))
        raise raised

    before = dump(knowing.database)
    with pytest.raises(raised):
        run_import(knowing, dataclasses.replace(task([]), drafts=cut_short))
    assert dump(knowing.database) == before
    assert run_import(knowing, task(FIRST)).made == 7


def test_a_person_who_stops_the_import_stops_it_whole(knowing: Desk, task: MakeTask, dump: Dump) -> None:
    def stop(count: int) -> None:
        if count > 1000:
            raise KeyboardInterrupt

    before = dump(knowing.database)
    with pytest.raises(KeyboardInterrupt):
        run_import(knowing, task(visit(str(n), city("Nagoya")) for n in range(2100)), progress=stop)
    assert dump(knowing.database) == before


@pytest.mark.parametrize(
    ("draft", "state", "words"),
    [
        (visit("x", city("Springfield")), "waiting", "Springfield could be Springfield, US (Illinois) and Springfield"),
        (visit("x", Mention(noun="side", name="Nowhere")), "waiting", "nobody here is called Nowhere"),
        (visit("x", city("Nagoya"), kind="meting"), "rejected", "did you mean 'meeting'"),
        (visit("x", city("Nagoya"), on=date(2020, 7, 1)), "rejected", "lies ahead of today"),
        (visit("x", HOME), "rejected", "two different sides"),
        (visit("x", city("Nagoya"), "a\x00b"), "rejected", "NUL"),
        (visit("x", city("N" * 501)), "rejected", "501 characters"),
        (
            Draft(
                key="x",
                record=Signal(kind="sang", giver=city("Nagoya"), receiver=HOME, on=DAY, witness="Ana"),
            ),
            "rejected",
            "'sang' is no kind of signal",
        ),
        (
            Draft(
                key="x",
                record=Contribution(what="masks", giver=city("Nagoya"), receiver=HOME),
                parts=(
                    Step(
                        contribution=Mention(noun="contribution", name=""), state="received", on=DAY,
                        quantity=Decimal(5),
                    ),
                ),
            ),
            "rejected",
            "needs a unit",
        ),
        (
            Draft(key="x", record=Tie(one=city("Nagoya"), other=Mention(noun="side", name="Nowhere"))),
            "waiting",
            "nobody here is called Nowhere",
        ),
        (Draft(key="x", record=Tag(name="t", about_noun="banana", about_row=1)), "rejected", "is no noun"),
        (Draft(key="x", record=Tag(name="t", about_noun="city", about_row=99)), "rejected", "is about something"),
    ],
)  # fmt: skip
def test_a_piece_in_doubt_or_impossible_leaves_nothing_behind_it_and_hides_nothing_else(
    knowing: Desk, task: MakeTask, draft: Draft, state: str, words: str
) -> None:
    before = sizes(knowing)
    done = run_import(knowing, task([draft, Draft(key="ok", record=Organisation(name="C40"), where="line 2")]))
    ((found, _, reason),) = counts(done)["items"]
    assert found == state
    assert words in reason
    assert sizes(knowing) == before | {"organisation": 1}
    assert done.created == {"organisation": 1}


def test_a_possible_duplicate_is_kept_and_said(knowing: Desk, task: MakeTask) -> None:
    record(knowing, "add", "x", City(name="Leeds", country="GB"))
    leeds = city("Leeds", country="GB", ids=(("wikidata", "Q39121"),))
    done = run_import(knowing, task([visit("1", leeds)]))
    (item,) = done.items
    assert item.state == "possible duplicate"
    assert item.reason == "Leeds (GB) was kept as 3; it could be the same as " + item.candidates[0]
    assert item.candidates[0].startswith("city 2 Leeds (GB) [")
    assert kept(knowing, "interaction", 1).receiver == 3


def test_people_of_one_side_under_a_shorter_and_a_longer_name_are_possible_duplicates(
    knowing: Desk, task: MakeTask
) -> None:
    record(knowing, "add", "x", City(name="Leeds", country="GB"), Person(name="Giulia Rossi", side=2))
    names = ("Giulia", "Rossi", "Anna", "Anna Conti", "Giulian")
    people = [Draft(key=name, record=Person(name=name, side=city("Leeds"))) for name in names]
    done = run_import(knowing, task(people))
    assert sorted(item.reason for item in done.items if item.state == "possible duplicate") == [
        "Anna Conti was kept as 5; it could be the same as person 4 Anna of Leeds (GB)",
        "Giulia was kept as 2; it could be the same as person 1 Giulia Rossi of Leeds (GB)",
    ]
    assert done.created == {"person": 5}


def test_a_city_first_named_and_then_given_by_its_id_is_one_city(knowing: Desk, task: MakeTask) -> None:
    by_id = city("Nagoya City", ids=(("wikidata", "Q11751"),))
    done = run_import(knowing, task([visit("1", city("Nagoya")), visit("2", by_id)]))
    assert done.created["city"] == 1
    assert kept(knowing, "interaction", 2).receiver == 2


def test_an_import_fills_what_a_known_city_leaves_empty_and_overrides_nothing(knowing: Desk, task: MakeTask) -> None:
    record(knowing, "add", "x", City(name="Leeds", country="GB", region="Yorkshire"))
    draft = Draft(key="1", record=City(name="Leeds", country="GB", region="West Yorkshire", latitude=53.8))
    done = run_import(knowing, task([draft]))
    assert (done.corrected, done.made) == (1, 0)
    assert kept(knowing, "city", 2) == City(name="Leeds", country="GB", region="Yorkshire", latitude=53.8)


def test_a_tie_that_stands_already_is_known_whichever_way_round(knowing: Desk, task: MakeTask) -> None:
    record(knowing, "add", "x", City(name="Leeds"), Tie(one=1, other=2))
    done = run_import(knowing, task([Draft(key="1", record=Tie(one=city("Leeds"), other=HOME))]))
    assert (done.same, done.made) == (1, 0)


def test_parts_may_mention_earlier_pieces_by_their_key(knowing: Desk, task: MakeTask) -> None:
    masks = Draft(key="gift", record=Contribution(what="masks", giver=city("Nagoya"), receiver=HOME))
    step = Draft(
        key="step", record=Step(contribution=Mention(noun="contribution", name="gift"), state="received", on=DAY)
    )
    run_import(knowing, task([masks]))
    run_import(knowing, task([step], fingerprint="file 2"))
    assert kept(knowing, "step", 1) == Step(contribution=1, state="received", on=DAY)


def test_a_batch_taken_back_leaves_no_trace_but_in_the_journal(knowing: Desk, task: MakeTask) -> None:
    before = sizes(knowing)
    run_import(knowing, task(FIRST))
    report = undo_batch(knowing, 1)
    assert (report.kept, report.impossible) == ([], [])
    assert sizes(knowing) == before
    again = run_import(knowing, task(FIRST))
    assert (again.earlier_batch, again.made) == (None, 7)


def test_a_batch_taken_back_keeps_what_was_built_upon_it(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    record(knowing, "log", "call", Interaction(kind="call", giver=1, receiver=2, on=DAY))
    report = undo_batch(knowing, 1)
    assert [(fate.noun, fate.reason) for fate in report.kept] == [("city", "interaction 3 refers to it")]
    again = run_import(knowing, task(FIRST))
    assert again.created == {"interaction": 2, "participant": 2, "tie": 1, "person": 1}


def test_a_correcting_batch_taken_back_can_be_brought_again(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task(FIRST))
    changed = [visit("1", city("Nagoya"), "spoke of trains")]
    run_import(knowing, task(changed, fingerprint="file 2"))
    undo_batch(knowing, 2)
    assert kept(knowing, "interaction", 1).words == "spoke of trams"
    again = run_import(knowing, task(changed, fingerprint="file 2"))
    assert (again.earlier_batch, again.corrected) == (None, 1)
    assert kept(knowing, "interaction", 1).words == "spoke of trains"


def test_a_row_merged_since_is_corrected_where_it_now_stands(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task([Draft(key="1", record=Person(name="Li Wei"))]))
    record(knowing, "add", "x", Person(name="Wei Li"))
    merge(knowing, "person", 2, 1)
    run_import(knowing, task([Draft(key="1", record=Person(name="Li Wei", died_on=DAY))], fingerprint="file 2"))
    assert kept(knowing, "person", 2).died_on == DAY


def test_each_importer_has_keys_of_its_own(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task([visit("1", city("Nagoya"))]))
    done = run_import(knowing, task([visit("1", city("Nagoya"))], fingerprint="file 1", importer="test:other"))
    assert done.created["interaction"] == 1


def test_thousands_of_drafts_come_to_what_they_would_one_by_one(knowing: Desk, task: MakeTask) -> None:
    drafts = [visit(str(n), city("Nagoya"), on=DAY - timedelta(n % 900)) for n in range(2100)]
    heard: list[int] = []
    done = run_import(knowing, task(drafts), progress=heard.append)
    assert (done.read, done.created["interaction"], done.created["city"]) == (2100, 2100, 1)
    assert heard == [1000, 2000, 2100]


def test_a_draft_is_written_down_and_read_back_exactly() -> None:
    for draft in (
        *(piece for piece in FIRST if isinstance(piece, Draft)),
        Draft(key="k", record=City(name="X", aliases=("a", "b"), latitude=1.5)),
        visit("1", city("X", country="FR", ids=(("wikidata", "Q1"),), near=(1.0, 2.0), create=False)),
    ):
        back = untold(told(draft))
        assert (back.key, back.record, back.parts) == (draft.key, draft.record, draft.parts)
        assert digest(back) == digest(draft)
