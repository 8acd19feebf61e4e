"""How lines become events, and which are wanted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import (
    Draft,
    Drafts,
    Interaction,
    Kind,
    Mention,
    Organisation,
    Rejected,
    Sniffs,
    Source,
    UnreadableSource,
    WrongUsage,
)
from trustcrm_events import plugin
from trustcrm_events.cameo import by_code, by_text, kind_in
from trustcrm_events.importer import EventsImporter
from trustcrm_events.layouts import layout_of, likelihood

HEADER = (
    "Event ID\tEvent Date\tSource Name\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\t"
    "Target Country\tPublisher\tCity\tCountry"
)
ROW = "71\t2016-02-29\tPort (Norvia)\tNorvia\tConsult\t040\t1\tCrew\tLumenia\tNA\tHolm\tNorvia"
TEXTS = "Port (Norvia)\tConsult\tCrew (Lumenia)\t2016-02-29\nCrew (Lumenia)\tAccuse\tHolm (Norvia)\t2016-03-01\n"

Pieces = list[Draft | Rejected]
Read = Callable[..., Pieces]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read events given as text or bytes, with lists of actors and relations given as texts; or what they name."""

    def _read(events: str | bytes, *, named: bool = False, lists: str = "", **options: str) -> Pieces:
        path = tmp_path / "events.txt"
        path.write_bytes(events.encode() if isinstance(events, str) else events)
        if lists:
            actors, relations = lists.split("|")
            (tmp_path / "entity2id.txt").write_text(actors, "utf-8")
            (tmp_path / "relation2id.txt").write_text(relations, "utf-8")
        found: Pieces = []
        for piece in EventsImporter().read(Source(path=path, options=options)):
            found.extend(piece if isinstance(piece, Drafts) else [piece])
        return [piece for piece in found if isinstance(piece, Rejected) or _is_named(piece) is named]

    return _read


def _is_named(draft: Draft) -> bool:
    return isinstance(draft.record, Kind | Organisation)


def _records(pieces: Pieces) -> list[Interaction]:
    return [piece.record for piece in pieces if isinstance(piece, Draft) and isinstance(piece.record, Interaction)]


def test_quadruple_in_words_is_a_one_way_interaction(read: Read) -> None:
    first, second = read(TEXTS)
    assert isinstance(first, Draft)
    assert first.record == Interaction(
        kind="040 consult", giver=Mention(noun="organisation", name="Port (Norvia)"),
        receiver=Mention(noun="organisation", name="Crew (Lumenia)"), on=date(2016, 2, 29), direction="one-way",
        source="ICEWS",
    )  # fmt: skip
    assert (first.where, second.where) == ("line 1", "line 2")
    assert first.raw == {
        "source": "Port (Norvia)", "event": "Consult", "target": "Crew (Lumenia)", "day": "2016-02-29"
    }  # fmt: skip


def test_ids_say_the_same_as_words_and_have_the_same_keys(read: Read) -> None:
    lists = "Port_(Norvia)\t0\nCrew_(Lumenia)\t1\nHolm_(Norvia)\t2\n|Consult\t5\nAccuse\t6\n"
    ids = read("0\t5\t1\t1416\t-1\n1\t6\t2\t1440\t-1\n", lists=lists, start="2016-01-01")
    words = read(TEXTS)
    assert _records(ids) == _records(words)
    assert [one.key for one in ids if isinstance(one, Draft)] == [one.key for one in words if isinstance(one, Draft)]


@pytest.mark.parametrize(("time", "step", "day"), [("0", "1", 1), ("23", "1", 1), ("24", "1", 2), ("30", "24", 31)])
def test_time_is_counted_from_the_start_and_never_shifts_a_day(read: Read, time: str, step: str, day: int) -> None:
    (event,) = read(f"0\t0\t1\t{time}\n", lists="A\t0\nB\t1\n|Consult\t0\n", start="2016-01-01", step=step)
    assert _records([event])[0].on == date(2016, 1, day)


def test_row_of_a_table_has_its_number_for_a_key_and_says_where_and_who_published(read: Read) -> None:
    told, bare = read(f"{HEADER}\n{ROW}\n{ROW.replace('71', '72', 1).replace('Holm', 'NA').replace('NA', 'Herald', 1)}")
    assert isinstance(told, Draft)
    assert isinstance(bare, Draft)
    assert (told.key, bare.key) == ("event 71", "event 72")
    first, second = _records([told, bare])
    assert (first.place, first.source) == ("Holm, Norvia", "ICEWS")
    assert (second.place, second.source) == ("Norvia", "Herald (ICEWS)")


def test_intensity_that_is_not_the_lists_is_kept_as_a_kind_of_its_own(read: Read) -> None:
    rows = [ROW, ROW.replace("\t1\t", "\t-2.5\t"), ROW.replace("Consult\t040\t1", "Wave a flag\t999\t0.5")]
    events = "\n".join([HEADER, *rows]) + "\n"
    kinds = [
        piece.record
        for piece in read(events, named=True)
        if isinstance(piece, Draft) and isinstance(piece.record, Kind)
    ]
    assert {kind.name: kind.intensity for kind in kinds} == {
        "040 consult": 1.0, "040 consult (-2.5)": -2.5, "999 wave a flag (0.5)": 0.5
    }  # fmt: skip
    assert [record.kind for record in _records(read(events))] == [kind.name for kind in kinds]


def test_names_are_told_where_they_first_stand(read: Read) -> None:
    pieces = read(TEXTS, named=True)
    assert [(piece.where, piece.key) for piece in pieces if isinstance(piece, Draft)] == [
        ("line 1", "kind 040 consult"), ("line 2", "kind 112 accuse"),
        ("line 1", "actor Port (Norvia)"), ("line 1", "actor Crew (Lumenia)"), ("line 2", "actor Holm (Norvia)"),
    ]  # fmt: skip
    assert isinstance(pieces[2], Draft)
    assert pieces[2].record == Organisation(name="Port (Norvia)")


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({"actor": "port norvia"}, ["line 1"]),
        ({"actor": "Holm (Norvia); nobody"}, ["line 2"]),
        ({"country": "lumenia"}, ["line 1", "line 2", "line 3"]),
        ({"country": "Holy See (Vatican)"}, ["line 4"]),
        ({"country": "Tessaly"}, ["line 3", "line 4"]),
        ({"least": "2"}, ["line 2"]),
        ({"least": "2", "actor": "Port (Norvia)"}, []),
    ],
)
def test_only_wanted_events_come(read: Read, settings: dict[str, str], lines: list[str]) -> None:
    more = "Tessaly\tConsult\tCrew (Lumenia)\t2016-03-01\nTessaly\tConsult\tGuard (Holy See (Vatican))\t2016-03-01\n"
    assert [piece.where for piece in read(TEXTS + more, **settings)] == lines
    named = [piece.key for piece in read(TEXTS + more, named=True, **settings) if isinstance(piece, Draft)]
    assert bool(named) is bool(lines)


def test_country_of_a_table_is_that_of_its_column(read: Read) -> None:
    assert len(read(f"{HEADER}\n{ROW}\n", country="Lumenia")) == 1
    assert read(f"{HEADER}\n{ROW}\n", country="Tessaly") == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Port\tConsult\tCrew", "The line does not have 4 cells parted by tabs."),
        ("Port\tConsult\tCrew\t2016-02-30", "The day 2016-02-30 does not exist."),
        ("Port\tConsult\tCrew\t29.2.2016", "The day is '29.2.2016', not like 2014-01-31."),
        ("Port\tDance\tCrew\t2016-02-29", "'Dance' is no event of the CAMEO list."),
        ("Port\tConsult\tPort\t2016-02-29", "Port did this to itself; what passes between two actors is kept."),
        ("Port\tConsult\t \t2016-02-29", "The event does not name both its actors."),
        (
            "Port" * 900 + "\tConsult\t" + "Port" * 900 + "\t2016-02-29",
            f"{'Port' * 20} did this to itself; what passes between two actors is kept.",
        ),
        ("\0", "The line does not have 4 cells parted by tabs."),
    ],
)
def test_line_that_tells_no_event_is_rejected_alone(read: Read, line: str, reason: str) -> None:
    pieces = read(TEXTS + line + "\n" + TEXTS.replace("2016", "2020"))
    (rejected,) = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert (rejected.where, rejected.reason) == ("line 3", reason)
    assert [piece.where for piece in pieces] == [f"line {number}" for number in range(1, 6)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("7\t0\t1\t24", "No actor has the id '7' in the list of actors."),
        ("0\t7\t1\t24", "No relation has the id '7' in the list of relations."),
        ("0\t1\t1\t24", "'Dance' is no event of the CAMEO list."),
        ("0\t0\t1\t２４", "The time is '２４', not a whole number."),
        ("0\t0\t1\t" + "9" * 5000, "lies too far ahead of 2016-01-01."),
    ],
)
def test_ids_that_stand_for_nothing_are_rejected(read: Read, line: str, reason: str) -> None:
    lists = "A\t0\nB\t1\nbad line\n|Consult\t0\nDance\t1\n"
    good, bad = read(f"0\t0\t1\t24\n{line}\n", lists=lists, start="2016-01-01")
    assert isinstance(good, Draft)
    assert isinstance(bad, Rejected)
    assert bad.reason.endswith(reason)
    assert all(len(cell) <= 200 for cell in bad.raw.values())


def test_last_number_that_may_be_cut_short_is_not_taken_for_a_day(read: Read) -> None:
    lists = "A\t0\nB\t1\n|Consult\t0\n"
    whole = "0\t0\t1\t24\t-1\n0\t0\t1\t8016\t-1\n"
    days = {record.on for record in _records(read(whole, lists=lists, start="2016-01-01"))}
    for cut in range(len("0\t0\t1\t24\t-1\n"), len(whole)):
        pieces = read(whole[:cut], lists=lists, start="2016-01-01")
        assert {record.on for record in _records(pieces)} <= days


def test_tables_put_one_after_the_other_keep_their_headers(read: Read) -> None:
    pieces = read(f"\n{HEADER}\r\n{ROW}\r\n{HEADER}\r\n{ROW.replace('71', '72', 1)}\r\n")
    assert [piece.key for piece in pieces if isinstance(piece, Draft)] == ["event 71", "event 72"]
    assert len(pieces) == 2


def test_line_that_is_not_utf_8_is_rejected_rather_than_guessed(read: Read) -> None:
    good, bad = read(TEXTS.encode().replace(b"Holm", "Höl".encode("latin-1")))
    assert isinstance(good, Draft)
    assert isinstance(bad, Rejected)
    assert "not UTF-8" in bad.reason
    with pytest.raises(UnreadableSource, match="not UTF-8"):
        read("0\t0\t1\t24\n", lists="\ufffd\t0\nB\t1\n|Consult\t0\n", start="2016-01-01")


def test_lists_may_stand_elsewhere(read: Read, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "who.txt").write_text("A\t0\nB\t1\n", "utf-8")
    (tmp_path / "what.txt").write_text("Consult\t0\n", "utf-8")
    settings = {"start": "2016-01-01", "relations": "what.txt", "entities": str(tmp_path / "lists" / "who.txt")}
    (event,) = read("0\t0\t1\t24\n", **settings)
    assert isinstance(event, Draft)


def test_names_survive_whatever_they_hold(read: Read) -> None:
    names = ("=1+1", "\u202eevil", "a\x07b", "'", "名古屋", "x\x0cy")
    events = "".join(f"{name}\tConsult\tCrew\t2016-02-29\n" for name in names)
    givers = [record.giver for record in _records(read(events))]
    assert givers == [Mention(noun="organisation", name=name) for name in names]


def test_line_without_an_end_is_bounded(read: Read) -> None:
    pieces = read(TEXTS + "x\t" * 3_000_000 + "\n" + TEXTS)
    (rejected,) = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert sum(map(len, rejected.raw.values())) <= 1_000


@given(st.binary(max_size=400))
def test_no_octets_make_it_raise_anything_unsaid(tmp_path_factory: pytest.TempPathFactory, octets: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "octets.txt"
    for begun in (b"", TEXTS.encode(), f"{HEADER}\n{ROW}\n".encode()):
        path.write_bytes(begun + octets)
        assert 0.0 <= likelihood(path.read_bytes()) <= 1.0
        try:
            pieces = [one for piece in EventsImporter().read(Source(path=path)) for one in _flat(piece)]
        except (UnreadableSource, WrongUsage):
            assert not begun
            continue
        assert all(isinstance(piece, Draft) or piece.reason for piece in pieces)


def _flat(piece: Draft | Drafts | Rejected) -> Pieces:
    return list(piece) if isinstance(piece, Drafts) else [piece]


def test_what_cannot_be_read_is_said_at_once(read: Read, tmp_path: Path) -> None:
    for other in ("", "name,country\nLyon,FR\n", "Q1\tQ2\n"):
        with pytest.raises(UnreadableSource, match="holds no coded events"):
            read(other)
    with pytest.raises(WrongUsage, match="--start"):
        read("0\t0\t1\t24\n")
    with pytest.raises(UnreadableSource, match="--entities"):
        read("0\t0\t1\t24\n", start="2016-01-01")
    for settings, named in (({"least": "much"}, "--least"), ({"least": "nan"}, "--least"), ({"step": "0"}, "--step")):
        with pytest.raises(WrongUsage, match=named):
            read("0\t0\t1\t24\n" if "step" in settings else TEXTS, start="2016-01-01", **settings)


def test_sniffing_knows_each_form_and_is_least_sure_of_numbers() -> None:
    importer = EventsImporter()
    assert isinstance(importer, Sniffs)
    table, texts = (importer.sniff(head.encode(), "x") for head in (HEADER, TEXTS))
    ids = importer.sniff(b"0\t0\t1\t24\n", "x")
    assert table > texts > 0.9 > ids > 0.5
    assert importer.sniff(b"Q64\tQ90\n", "x") == importer.sniff(b"", "x") == 0.0


def test_every_code_of_the_list_has_a_word_of_its_own_and_is_found_by_its_text() -> None:
    kinds = by_code()
    assert len(kinds) == 312
    assert len({kind.name for kind in kinds.values()}) == 312
    assert all(-10 <= kind.intensity <= 10 for kind in kinds.values())
    assert by_text()["consult"].cameo == "040"
    assert kind_in("073", "", None) == kind_in("073", "", 7.4) == kinds["073"]
    with pytest.raises(KeyError):
        kind_in("999", "Wave a flag", None)


def test_plugin_is_found_by_its_entry_point_and_offers_its_importer() -> None:
    (found,) = [point for point in entry_points(group="trustcrm") if point.name == "events"]
    assert found.load() is plugin
    assert [spec.name for spec in plugin.register_importers()] == ["events"]
    assert plugin.describe_plugin().summary


def test_layout_is_told_by_the_first_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.tab"
    path.write_text(f"{HEADER}\n{ROW}\n", "utf-8-sig")
    assert layout_of(Source(path=path)).tells_places


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
).filter(lambda name: not name.startswith(("#", "Err:")))
"""What may act on a screen or in a sheet, and letters, marks and signs of every script; no error of a spreadsheet's."""


@given(names)
def test_whatever_an_actor_is_called_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.getbasetemp() / "names.txt"
    path.write_text(TEXTS + f"{name}\tConsult\tCrew of the pilot boat\t2016-02-29\n", "utf-8")
    *_, last = [one for piece in EventsImporter().read(Source(path=path)) for one in _flat(piece)]
    assert isinstance(last, Draft)
    assert isinstance(last.record, Interaction)
    assert last.record.giver == Mention(noun="organisation", name=name)
