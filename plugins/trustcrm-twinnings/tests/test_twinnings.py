from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Importer, Mention, Rejected, Sniffs, Source, Tie, UnreadableSource
from trustcrm_twinnings import plugin
from trustcrm_twinnings.importer import TwinningsImporter

SAMPLES = Path(__file__).parent / "samples"
CRAWL = Path(__file__).resolve().parents[3] / "../shared/data/sister_cities"
RELATIONS = CRAWL / "wikidata_p190_2016_relations.tsv"
NAMES = "Q64\tBerlin\nQ90\tParis\r\nQ220\t \nno id\tx\n"

Read = Callable[..., list[Draft | Rejected]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read statements given as text or bytes, with names given as text."""

    def _read(
        statements: str | bytes, named: str = "", name: str = "p190.tsv", **options: str
    ) -> list[Draft | Rejected]:
        path = tmp_path / name
        path.write_bytes(statements.encode() if isinstance(statements, str) else statements)
        if named:
            (tmp_path / "names.tsv").write_bytes(named.encode())
            options["names"] = "names.tsv"
        return list(TwinningsImporter().read(Source(path=path, options=options)))

    return _read


def _city(item: str, name: str) -> Mention:
    return Mention(noun="city", name=name, ids=(("wikidata", item),))


def test_each_statement_is_a_draft_with_its_names(read: Read) -> None:
    first, second = read("Q64\tQ90\nQ90\tQ64\n", NAMES)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    berlin, paris = _city("Q64", "Berlin"), _city("Q90", "Paris")
    assert first.record == Tie(one=berlin, other=paris, kind="sister", source="Wikidata P190")
    assert second.record == Tie(one=paris, other=berlin, kind="sister", source="Wikidata P190")
    assert [first.key, second.key] == ["Q64-Q90", "Q90-Q64"]
    assert (first.where, first.raw) == ("line 1", {"one": "Q64", "other": "Q90"})


def test_city_without_a_name_is_kept_under_its_id(read: Read) -> None:
    (draft,) = read("Q64\tQ220\n", NAMES)
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.other == _city("Q220", "Q220")


def test_names_may_be_left_out(read: Read) -> None:
    (draft,) = read("Q64\tQ90")
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.one == _city("Q64", "Q64")


@pytest.mark.parametrize(
    ("name", "said"),
    [("p190_2016.tsv", "Wikidata P190 (2016 crawl)"), ("p190.tsv", "Wikidata P190"), ("p20161.tsv", "Wikidata P190")],
)
def test_source_is_told_by_the_files_name(read: Read, name: str, said: str) -> None:
    (draft,) = read("Q64\tQ90\n", name=name)
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.source == said


def test_source_can_be_said(read: Read) -> None:
    (draft,) = read("Q64\tQ90\n", source="my own query")
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.source == "my own query"


@pytest.mark.parametrize(
    "line",
    [
        "<http://www.wikidata.org/entity/Q64>\t<http://www.wikidata.org/entity/Q90>",
        "<https://www.wikidata.org/entity/Q64>\tQ90",
        "wd:Q64\twd:Q90",
    ],
)
@pytest.mark.parametrize("headings", ["", "?one\t?other\n", "one\tother\r\n", "\ufeffcity\ttwin\n"])
def test_what_a_query_service_writes_is_the_same_statement(read: Read, headings: str, line: str) -> None:
    (draft,) = read(f"{headings}{line}\n")
    assert isinstance(draft, Draft)
    assert (draft.key, draft.raw) == ("Q64-Q90", {"one": "Q64", "other": "Q90"})


@pytest.mark.parametrize("program", ["oxigraph-0.5", "sqlite-3.40", "duckdb-2.0"])
def test_whichever_program_wrote_statements_they_are_all_read(program: str) -> None:
    pieces = list(TwinningsImporter().read(Source(path=SAMPLES / f"{program}.tsv")))
    assert {"Q65-Q1490", "Q1490-Q65", "Q84-Q49145"} <= {piece.key for piece in pieces if isinstance(piece, Draft)}
    assert not [piece for piece in pieces if isinstance(piece, Rejected)]


@given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8))
def test_whatever_lines_stand_between_statements_hide_none(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("odd") / "p190.tsv"
    path.write_text("\n".join(["Q64\tQ90", *lines, "Q84\tQ90", ""]), "utf-8", newline="")
    drafts = [piece.key for piece in TwinningsImporter().read(Source(path=path)) if isinstance(piece, Draft)]
    assert (drafts[0], drafts[-1]) == ("Q64-Q90", "Q84-Q90")


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "\u202egnirts", "\x1b[31mred", "[bold]x[/]", "＝1", "'quoted"])
def test_names_that_act_on_a_screen_or_a_sheet_stay_data(read: Read, name: str) -> None:
    (draft,) = read("Q64\tQ90\n", f"Q64\t{name}\n")
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.one == _city("Q64", name)


@pytest.mark.parametrize("line", ["Q64", "Q64 Q90", "Q64\tQ90\tQ1", "64\t90", "Q0\tQ9", "Q64\t", "Q64\tQ9\u0660", "\0"])
def test_line_that_is_no_statement_is_rejected_alone(read: Read, line: str) -> None:
    pieces = read(f"Q64\tQ90\n{line}\nQ90\tQ220\n")
    assert [type(piece) for piece in pieces] == [Draft, Rejected, Draft]
    assert pieces[1].where == "line 2"


def test_city_that_is_its_own_twin_is_rejected(read: Read) -> None:
    (piece, _) = read("Q64\tQ64\nQ64\tQ90\n", NAMES)
    assert isinstance(piece, Rejected)
    assert piece.reason == "Berlin is stated to be its own twin."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_marks_and_line_ends_change_nothing(read: Read, encoding: str, newline: str) -> None:
    pieces = read(f"Q64\tQ90{newline}{newline}Q90\tQ64{newline}".encode(encoding))
    assert [piece.key for piece in pieces if isinstance(piece, Draft)] == ["Q64-Q90", "Q90-Q64"]
    assert [piece.where for piece in pieces] == ["line 1", "line 3"]


def test_cutting_at_any_byte_tells_of_no_city_without_a_name(read: Read) -> None:
    whole = "Q64\tQ90\nQ90\tQ6400\n"
    for cut in range(len(whole)):
        try:
            pieces = read(whole[:cut], "Q64\tBerlin\nQ90\tParis\nQ6400\tX\n")
        except UnreadableSource:
            assert cut < len("Q64\tQ9")
            continue
        keys = {piece.key for piece in pieces if isinstance(piece, Draft)}
        assert keys <= {"Q64-Q90", "Q90-Q64", "Q90-Q6400"}


def test_line_without_an_end_is_bounded(read: Read) -> None:
    pieces = read("Q64\tQ90\n" + "x" * 5_000_000 + "\nQ90\tQ64\n")
    assert [type(piece) for piece in pieces] == [Draft, Rejected, Draft]
    assert len(pieces[1].raw["text"]) == 200


def test_other_files_are_unreadable_at_once(read: Read) -> None:
    for other in ("", "name,country\nLyon,FR\n", "BEGIN:VCARD\n"):
        with pytest.raises(UnreadableSource, match="does not begin with statements"):
            read(other)
    with pytest.raises(UnreadableSource, match="cannot be read"):
        read("Q64\tQ90\n", names="no-such-names.tsv")


def test_sniffing_knows_statements() -> None:
    importer = TwinningsImporter()
    assert isinstance(importer, Importer)
    assert isinstance(importer, Sniffs)
    assert importer.sniff(b"Q64\tQ90\nQ90\tQ64\n", "x.tsv") > 0.9
    assert importer.sniff(b"Q64\tBerlin\n", "names.tsv") == 0.0
    assert importer.sniff(b"\xff\xfe\x00", "x") == 0.0


def test_plugin_is_found_by_its_entry_point_and_offers_the_importer() -> None:
    (found,) = [point for point in entry_points(group="trustcrm") if point.name == "twinnings"]
    assert found.load() is plugin
    (spec,) = plugin.register_importers()
    assert (spec.name, spec.suffixes) == ("twinnings", (".tsv",))
    assert plugin.describe_plugin().summary


@pytest.fixture(scope="module")
def crawl() -> list[Draft]:
    if not RELATIONS.exists():
        pytest.skip("the crawl of 2016 is not beside this checkout")
    source = Source(path=RELATIONS, options={"names": str(CRAWL / "wikidata_p190_2016_names.tsv")})
    pieces = list(TwinningsImporter().read(source))
    drafts = [piece for piece in pieces if isinstance(piece, Draft)]
    assert len(pieces) == len(drafts)
    return drafts


def test_the_whole_crawl_is_read(crawl: list[Draft]) -> None:
    assert len(crawl) == 34_182
    assert len({draft.key for draft in crawl}) == 34_178
    assert len({frozenset(draft.key.split("-")) for draft in crawl}) == 17_401


def test_every_city_of_the_crawl_has_a_name(crawl: list[Draft]) -> None:
    ties = [draft.record for draft in crawl if isinstance(draft.record, Tie)]
    cities = {side for tie in ties for side in (tie.one, tie.other) if isinstance(side, Mention)}
    assert len(cities) == 10_055
    assert all(city.name != city.ids[0][1] for city in cities)
    assert {tie.source for tie in ties} == {"Wikidata P190 (2016 crawl)"}


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(names)
def test_whatever_a_city_is_called_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.mktemp("name")
    (folder / "names.tsv").write_text(f"Q64\t{name}\n", "utf-8")
    (folder / "p190.tsv").write_text("Q64\tQ90\n", "utf-8")
    (draft,) = TwinningsImporter().read(Source(path=folder / "p190.tsv", options={"names": str(folder / "names.tsv")}))
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Tie)
    assert draft.record.one == _city("Q64", name)
