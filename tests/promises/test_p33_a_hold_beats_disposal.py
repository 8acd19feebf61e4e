"""P33: retention and legal hold: a hold beats disposal, and disposal leaves a certificate and nothing else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Run
from tests.promises.octets import everything_written
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    FollowUp,
    Hold,
    Interaction,
    Note,
    Participant,
    Person,
    Retention,
    RetentionClass,
    Signal,
    Step,
    Tag,
    Tie,
)
from trustcrm.errors import InvalidValue, NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.dispose import dispose, every_certificate
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import correct, record
from trustcrm.services.retention import due_rows, years_after
from trustcrm.services.undo import undo
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.rows import raw_rows

OLD, NEW = date(2015, 3, 1), date(2020, 3, 1)
SECRET = ("sealed envelope", "with a ribbon", "by courier pigeon")
"""The words of what is disposed of, searched for in every octet."""


def _schedule(desk: Desk) -> None:
    record(desk, "add", "city", City(name="Milan"), Tie(one=1, other=2), Person(name="Giulia Rossi", side=2))
    record(
        desk, "add", "schedule",
        RetentionClass(name="correspondence", authority="RS-104", years=3, for_noun="interaction"),
        RetentionClass(name="visits", authority="RS-105", years=10, for_noun="interaction", for_kind="visit hosted"),
        RetentionClass(name="treaties", authority="RS-1", for_noun="agreement"),
    )  # fmt: skip


def _letter(on: date = OLD, words: str = "a sealed envelope", kind: str = "letter") -> Interaction:
    return Interaction(kind=kind, giver=2, receiver=1, on=on, words=words)


def _record_old_letter(desk: Desk) -> None:
    record(
        desk, "log", "sealed envelope from Milan", _letter(),
        Participant(interaction=1, person=1, role="by courier pigeon"),
        Note(words="with a ribbon", about_noun="interaction", about_row=1),
        Tag(name="sealed envelope", about_noun="interaction", about_row=1),
    )  # fmt: skip


def _due(desk: Desk) -> list[tuple[str, int]]:
    return [(row.noun, row.id) for row in due_rows(desk)]


def _is_there(desk: Desk, noun: str, row: int) -> bool:
    with desk.database.reading() as connection:
        return bool(raw_rows(connection, noun, [row]))


def _secrets(desk: Desk) -> list[str]:
    written = everything_written(desk.database)
    return [words for words in SECRET if words in written]


def test_p33_what_is_due_goes_with_all_that_belongs_to_it(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    record(desk, "log", "letter", _letter(on=NEW, words="new"))
    assert _secrets(desk) == list(SECRET)
    report = dispose(desk, "yearly review")
    assert [(row.noun, row.id) for row in report.rows] == [("interaction", 1)]
    for noun in ("interaction", "participant", "note", "tag"):
        assert not _is_there(desk, noun, 1)
    assert _is_there(desk, "interaction", 2)
    assert _secrets(desk) == []
    with desk.database.reading() as connection:
        assert list(broken_links(connection)) == []


def test_p33_a_certificate_stays_that_tells_everything_but_the_content(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    dispose(desk, "yearly review")
    (certificate,) = every_certificate(desk)
    (row,) = certificate.rows
    assert (certificate.verb, certificate.actor, certificate.on, certificate.why, certificate.authority) == (
        "dispose", "Ana", date(2020, 6, 30), "yearly review", "RS-104",
    )  # fmt: skip
    assert (row.noun, row.id, row.retention_class, row.authority) == ("interaction", 1, "correspondence", "RS-104")
    assert {name: certificate.counts[name] for name in ("interaction", "participant", "note", "tag")} == {
        "interaction": 1, "participant": 1, "note": 1, "tag": 1,
    }  # fmt: skip


HELD: list[tuple[str, int]] = [
    ("interaction", 1),
    ("participant", 1),
    ("note", 1),
    ("person", 1),
    ("tie", 1),
    ("city", 2),
]


def test_p33_a_hold_on_it_its_parts_or_what_it_belongs_to_keeps_it(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    for number, (noun, row) in enumerate(HELD, 1):
        record(desk, "add", "hold", Hold(why="claim 7", authority="court", about_noun=noun, about_row=row))
        (due,) = due_rows(desk)
        assert due.held is not None, (noun, row)
        assert (due.held.id, due.held.hold.why) == (number, "claim 7")
        report = dispose(desk, "yearly review")
        assert (report.rows, [(row.noun, row.id) for row in report.left]) == ([], [("interaction", 1)]), (noun, row)
        with pytest.raises(Refused, match=rf"held by hold {number} \(claim 7, court\)"):
            dispose(desk, "now", ("interaction", 1))
        assert _secrets(desk) == list(SECRET), (noun, row)
        correct(desk, "hold", number, {"lifted_on": date(2020, 6, 30)})
        assert [due.held for due in due_rows(desk)] == [None], (noun, row)
    assert len(dispose(desk, "lifted").rows) == 1


def test_p33_a_hold_on_something_else_keeps_nothing_from_going(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    record(desk, "add", "others", City(name="Oslo"), Person(name="Kari"), _letter(on=NEW))
    for noun, row in (("city", 3), ("person", 2), ("interaction", 2)):
        record(desk, "add", "hold", Hold(why="w", authority="a", about_noun=noun, about_row=row))
    assert [(row.noun, row.id) for row in dispose(desk, "review").rows] == [("interaction", 1)]


def test_p33_what_others_still_refer_to_stays_and_they_are_named(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    record(desk, "add", "follow-up", FollowUp(what="answer", due_on=NEW, interaction=1))
    (due,) = due_rows(desk)
    assert due.referred == ("follow-up 1",)
    with pytest.raises(Refused, match="still referred to by follow-up 1"):
        dispose(desk, "now", ("interaction", 1))
    record(desk, "add", "class", RetentionClass(name="tasks", authority="RS-9", years=0, for_noun="follow-up"))
    assert [(row.noun, row.id) for row in dispose(desk, "both").rows] == [("interaction", 1), ("follow-up", 1)]


def test_p33_what_is_not_due_is_refused_and_why_is_said(desk: Desk) -> None:
    _schedule(desk)
    record(desk, "log", "three", _letter(on=NEW), Agreement(title="Pact", tie=1, signed_on=OLD), Tag(
        name="t", about_noun="city", about_row=2))  # fmt: skip
    for thing, said in {
        ("interaction", 1): "is not due: its class, correspondence", ("agreement", 1): "treaties .RS-1., is permanent",
        ("tag", 1): "put it into a class",
    }.items():  # fmt: skip
        with pytest.raises(Refused, match=said):
            dispose(desk, "now", thing)
    with pytest.raises(NotFound):
        dispose(desk, "now", ("interaction", 99))


def test_p33_a_disposal_cannot_be_taken_back(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    dispose(desk, "review")
    with pytest.raises(Refused, match="what is erased cannot come back"):
        undo(desk)
    report = undo(desk, 4)
    assert {fate.reason for fate in (*report.kept, *report.impossible)} >= {
        "it was erased here, and nothing of that can come back"
    }
    assert _secrets(desk) == []
    assert not _is_there(desk, "interaction", 1)


def test_p33_a_disposed_record_is_not_imported_again(desk: Desk) -> None:
    _schedule(desk)
    home = Mention(noun="city", name="Los Angeles")
    letter = Interaction(kind="letter", giver=Mention(noun="city", name="Milan"), receiver=home, on=OLD, words="x")
    draft = Draft(key="k", record=letter, where="line 2")
    task = Task(importer="t:t", plugin="t", source="s", fingerprint="1", drafts=lambda: [draft])
    run_import(desk, task)
    dispose(desk, "review")
    outcome = run_import(desk, Task(**(vars(task) | {"fingerprint": "2"})))
    assert [(item.state, item.reason) for item in outcome.items] == [("rejected", "erased here on 2020-06-30")]
    assert outcome.created == {}


def test_p33_a_dry_run_says_what_the_real_run_does(desk: Desk) -> None:
    _schedule(desk)
    _record_old_letter(desk)
    dry = dispose(desk, "review", dry_run=True)
    assert _secrets(desk) == list(SECRET)
    real = dispose(desk, "review")
    assert (dry.rows, dry.left, dry.counts) == (real.rows, real.left, real.counts)


def test_p33_the_record_s_own_class_goes_before_its_kind_s_and_that_before_its_noun_s(desk: Desk) -> None:
    _schedule(desk)
    record(desk, "log", "visits", _letter(kind="visit hosted"), _letter(), _letter())
    assert _due(desk) == [("interaction", 2), ("interaction", 3)]
    record(
        desk, "add", "own", Retention(retention_class=2, about_noun="interaction", about_row=2),
        RetentionClass(name="at once", authority="RS-0", years=0),
    )  # fmt: skip
    record(desk, "add", "own", Retention(retention_class=4, about_noun="interaction", about_row=1))
    assert _due(desk) == [("interaction", 1), ("interaction", 3)]


STARTS: list[tuple[str, list[Record], tuple[str, int], date | None]] = [
    ("day", [_letter()], ("interaction", 1), OLD),
    ("last act", [_letter(), _letter(on=date(2016, 5, 5))], ("interaction", 1), date(2016, 5, 5)),
    ("end", [Agreement(title="a", tie=1, signed_on=OLD)], ("agreement", 1), None),
    ("end", [Agreement(title="a", tie=1, signed_on=OLD, ends_on=date(2016, 1, 1))], ("agreement", 1), date(2016, 1, 1)),
    ("day", [Contribution(what="m", giver=1, receiver=2), Step(contribution=1, state="asked", on=OLD)],
     ("contribution", 1), OLD),
    ("end", [Contribution(what="m", giver=1, receiver=2), Step(contribution=1, state="asked", on=OLD),
             Step(contribution=1, state="lapsed", on=date(2015, 9, 9))], ("contribution", 1), date(2015, 9, 9)),
    ("last act", [_letter(), Participant(interaction=1, person=1)], ("person", 1), date(2020, 6, 30)),
    ("last act", [Signal(kind="praised us", giver=2, receiver=1, on=OLD, witness="w")], ("signal", 1), OLD),
]  # fmt: skip


@pytest.mark.parametrize(("after", "facts", "thing", "start"), STARTS)
def test_p33_time_counts_from_the_day_the_class_names(
    desk: Desk, after: str, facts: list[Record], thing: tuple[str, int], start: date | None
) -> None:
    record(desk, "add", "city", City(name="Milan"), Tie(one=1, other=2), Person(name="Giulia Rossi"))
    record(desk, "log", "facts", *facts)
    record(desk, "add", "class", RetentionClass(name="c", authority="a", years=0, after=after, for_noun=thing[0]))
    found = {(row.noun, row.id): row.counted_from for row in due_rows(desk)}
    assert found.get(thing) == start


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 900))
def test_p33_years_are_counted_by_the_calendar(day: date, years: int) -> None:
    later = years_after(day, years)
    assert later is not None
    assert later.year == day.year + years
    assert (later.month, later.day) in {(day.month, day.day), (3, 1)}


def test_p33_a_class_for_a_noun_that_is_none_is_refused(desk: Desk) -> None:
    wrongs: list[dict[str, Any]] = [{"for_noun": "letter"}, {"for_kind": "letter"}, {"years": -1}]
    for wrong in wrongs:
        with pytest.raises(InvalidValue):
            record(desk, "add", "class", RetentionClass(name="c", authority="a", **wrong))


def test_p33_at_the_command_line(run: Run) -> None:
    def told(*arguments: str) -> Any:
        return json.loads(run(*arguments, "--json").stdout)

    assert run("city", "add", "Milan", "--country", "IT", "--bare").exit_code == 0
    made = ("--authority", "RS-104", "--years", "3", "--for-noun", "interaction")
    assert run("retention-class", "add", "correspondence", *made).exit_code == 0
    assert run("interaction", "add", "--kind", "letter", "--with", "Milan", "--on", "2015-03-01").exit_code == 0
    hold = ("--about", "interaction 1", "--why", "claim 7", "--authority", "court")
    assert run("hold", "add", *hold).exit_code == 0
    assert [row["held_by"]["hold"] for row in told("retention", "due")] == [1]
    held = run("dispose", "--record", "interaction 1", "--why", "now", "--yes")
    assert (held.exit_code, "hold 1" in held.stderr) == (1, True)
    assert run("hold", "correct", "1", "--lifted-on", "2020-06-30").exit_code == 0
    assert run("dispose", "--due", "--why", "review").exit_code == 2
    assert told("dispose", "--due", "--why", "review", "--dry-run")["disposed"][0]["id"] == 1
    assert told("dispose", "--due", "--why", "review", "--yes")["certificate"] == 1
    assert told("dispose", "certificates")["certificates"][0]["rows"][0]["authority"] == "RS-104"
    assert "interaction 1, correspondence (RS-104)" in run("dispose", "certificates", "1").stdout
    assert run("dispose", "certificates", "9").exit_code == 3
    assert told("retention", "due") == []
