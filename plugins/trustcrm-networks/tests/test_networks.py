from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Mention, Rejected, Signal, Source, Tie, UnreadableSource, WrongUsage
from trustcrm_networks.members import MembersImporter
from trustcrm_networks.signatures import COLUMNS, SignaturesImporter

REAL = Path(__file__).resolve().parents[3] / "../shared/data/city_networks"
MEMBERS = REAL / "eurocities__members-wikidata-enriched.json"
DECLARATION = "global-parliament-of-mayors__joint-statements__global-declaration-of-mayors-for-democracy__signatures"
SUPPORT = "eurocities__joint-statements__mayors-voice-support-for-ekrem-imamoglu__signatures.json"
SETTINGS = {"on": "2025-03-24", "towards": "Istanbul"}

needs_data = pytest.mark.skipif(not REAL.is_dir(), reason="the published lists of city networks are not here")


def _members(tmp_path: Path, members: Any, name: str = "new-bridges__members.json", **options: str) -> list[Any]:
    path = tmp_path / name
    path.write_text(json.dumps({"members": members}), "utf-8")
    return list(MembersImporter().read(Source(path=path, options=options)))


def _signatures(path: Path, **options: str) -> list[Any]:
    return list(SignaturesImporter().read(Source(path=path, options=SETTINGS | options)))


def test_a_member_is_a_tie_between_its_city_and_the_network(tmp_path: Path) -> None:
    told = {
        "name_on_website": "Zürich",
        "wikidata_id": "Q72",
        "country_name": "Switzerland",
        "latitude": 47.4,
        "longitude": 8.5,
    }
    (draft,) = _members(tmp_path, [told])
    city = Mention(noun="city", name="Zürich", country="Switzerland", ids=(("wikidata", "Q72"),), near=(47.4, 8.5))
    network = Mention(noun="organisation", name="New bridges")
    assert draft.record == Tie(one=city, other=network, kind="network", source="new-bridges__members.json")
    assert (draft.key, draft.where) == ("New bridges: Q72", "member 1")


def test_a_network_and_a_source_can_be_told(tmp_path: Path) -> None:
    (draft,) = _members(tmp_path, [{"name_on_website": "Porto"}], network="Eurocities", source="https://eurocities.eu")
    assert (draft.record.other.name, draft.record.source, draft.key) == (
        "Eurocities",
        "https://eurocities.eu",
        "Eurocities: porto",
    )


@pytest.mark.parametrize("odd", [None, 3, "Porto", [], {}, {"name_on_website": 7}, {"name_on_website": "  "}])
def test_what_is_no_member_is_rejected_beside_those_that_are(tmp_path: Path, odd: Any) -> None:
    first, second = _members(tmp_path, [odd, {"name_on_website": "Porto"}])
    assert isinstance(first, Rejected)
    assert first.where == "member 1"
    assert isinstance(second, Draft)


@given(place=st.tuples(st.one_of(st.floats(), st.text(), st.none()), st.one_of(st.floats(), st.booleans())))
def test_an_odd_place_is_left_out_and_stops_nothing(tmp_path_factory: pytest.TempPathFactory, place: Any) -> None:
    told = {"name_on_website": "Porto", "latitude": place[0], "longitude": place[1]}
    (piece,) = _members(tmp_path_factory.mktemp("odd"), [told])
    near = None if isinstance(piece, Rejected) else piece.record.one.near
    assert near is None or (abs(near[0]) <= 90 and abs(near[1]) <= 180)


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    (draft,) = _members(tmp_path, [{"name_on_website": "=1+1\u202e"}])
    assert draft.record.one.name == "=1+1\u202e"


def test_a_signature_is_a_signal_of_the_city_with_its_source_and_without_the_signer(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        "city_name,country,wikidata_id,mayor_name,mayor_title\nOslo,Norway,Q585,Ann Berg,Mayor of Oslo\n", "utf-8"
    )
    (draft,) = _signatures(path, statement="We stand by you", source="https://bridges.example")
    assert isinstance(draft.record, Signal)
    assert (draft.record.kind, draft.record.on.isoformat()) == ("supported us publicly", "2025-03-24")
    assert (str(draft.record.giver), str(draft.record.receiver)) == ("Oslo (Norway)", "Istanbul")
    assert (draft.record.words, draft.record.source) == ("signed: We stand by you", "https://bridges.example")
    assert "Berg" not in repr(draft)


def test_two_who_sign_for_one_city_are_two_signatures(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        "city_name,country,wikidata_id,mayor_title\nOslo,Norway,Q585,Mayor\nOslo,Norway,Q585,Deputy\nOslo,Norway,Q585,Mayor\n",
        "utf-8",
    )
    first, second, again = _signatures(path)
    assert first.key != second.key
    assert isinstance(again, Rejected)
    assert again.reason == "It stands in this list twice; line 2 counts."


@pytest.mark.parametrize("missing", SETTINGS)
def test_a_day_and_whom_it_is_for_are_asked_for(missing: str) -> None:
    path = Path(__file__).parent / "samples" / "signatures" / "votes.json"
    source = Source(path=path, options={name: value for name, value in SETTINGS.items() if name != missing})
    with pytest.raises(WrongUsage, match=f"--{missing} "):
        list(SignaturesImporter().read(source))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"members": []}', "city;name\n", "\0"])
def test_what_holds_no_signatures_is_unreadable(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(UnreadableSource):
        _signatures(tmp_path / "x.json")


@pytest.mark.parametrize("name", ["jq-1.6__members.json", "sqlite-3.40__members.json"])
def test_whichever_program_wrote_a_list_of_members_it_names_the_same(name: str) -> None:
    folder = Path(__file__).parent / "samples" / "members"
    by_hand, written = (
        [
            piece.record.one
            for piece in MembersImporter().read(Source(path=folder / one, options={"network": "Bridges"}))
            if isinstance(piece, Draft) and isinstance(piece.record, Tie)
        ]
        for one in ("bridges__members.json", name)
    )
    assert written == by_hand


@pytest.mark.parametrize(
    "name", ["jq-1.6-votes.json", "node-20-statement.json", "libreoffice-7.4.csv", "gnumeric-1.12.csv"]
)
def test_whichever_program_wrote_signatures_they_are_those_of_the_same_cities(name: str) -> None:
    folder = Path(__file__).parent / "samples" / "signatures"
    by_hand = {"jq-1.6-votes.json": "votes.json", "node-20-statement.json": "statement.json"}.get(
        name, "signatures.csv"
    )
    assert [_signer(piece) for piece in _signatures(folder / name)] == [
        _signer(piece) for piece in _signatures(folder / by_hand)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_however_signatures_were_saved_they_say_the_same(
    tmp_path: Path, encoding: str, delimiter: str, ends: str
) -> None:
    told = io.StringIO(newline="")
    rows = csv.writer(told, delimiter=delimiter, lineterminator=ends)
    rows.writerows([COLUMNS, ["Zürich, Stadt;\t8001\nan der Limmat", "Switzerland", "Q72", "Mayor"]])
    (tmp_path / "s.csv").write_bytes(told.getvalue().encode(encoding))
    (piece,) = _signatures(tmp_path / "s.csv")
    assert piece.record.giver.name == "Zürich, Stadt;\t8001\nan der Limmat"


def test_a_signature_whose_city_a_spreadsheet_lost_is_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("city_name,country,wikidata_id,mayor_title\n#NAME?,NO,,Mayor\nBonn,DE,Q586,Mayor\n", "utf-8")
    lost, bonn = _signatures(path)
    assert isinstance(lost, Rejected)
    assert "#NAME?" in lost.reason
    assert isinstance(bonn, Draft)


def test_a_rejected_signature_can_be_mended_and_brought_again(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(f"{','.join(COLUMNS)}\n,Norway,Q585,=Mayor\n", "utf-8")
    (rejected,) = _signatures(tmp_path / "s.csv")
    assert isinstance(rejected, Rejected)
    mended = {name: f"'{text}" if text.startswith("=") else text or "Oslo" for name, text in rejected.raw.items()}
    with (tmp_path / "again.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*mended, "rejected at"], [*mended.values(), rejected.where]])
    (piece,) = _signatures(tmp_path / "again.csv")
    assert dict(piece.raw) == {"city_name": "Oslo", "country": "Norway", "wikidata_id": "Q585", "mayor_title": "=Mayor"}


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@given(st.lists(st.lists(cells, max_size=6), max_size=6))
def test_whatever_rows_hold_they_hide_no_other_signature(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("odd") / "s.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows, ["Good City", "", "Q1", ""]])
    assert [_signer(piece) for piece in _signatures(path)][-1] == "Good City"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_whatever_stands_among_votes_stops_none(tmp_path_factory: pytest.TempPathFactory, odd: Any) -> None:
    path = tmp_path_factory.mktemp("odd") / "v.json"
    good = {"vote": "Sign", "organisationNameFallback": "Good City", "author": odd}
    path.write_text(json.dumps([{"vote": "Sign", "author": odd, "organisationNameFallback": odd}, odd, good]), "utf-8")
    assert [piece.where for piece in _signatures(path)] == ["signature 1", "signature 2", "signature 3"]


BOMBS = {
    "lists within lists": "[" * 500_000,
    "objects within objects": '{"a":' * 200_000,
    "a number of many digits": "1" * 100_000,
    "a number beyond all": "1e999999",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_json_made_to_exhaust_ends_soon_and_is_named_after_what_stands_before_it(tmp_path: Path, bomb: str) -> None:
    begun = time.process_time()
    good, odd = '{"name_on_website": "Porto"}', f'{{"name_on_website": "A", "latitude": {BOMBS[bomb]}'
    (tmp_path / "m.json").write_text(f'{{"members": [{good}, {odd}', "utf-8")
    first, rejected = MembersImporter().read(Source(path=tmp_path / "m.json"))
    assert isinstance(first, Draft)
    assert isinstance(rejected, Rejected)
    assert rejected.where == "after member 1"
    vote = '{"vote": "Sign", "organisationNameFallback": "Porto"}'
    (tmp_path / "v.json").write_text(f'[{vote}, {{"vote": "Sign", "author": {BOMBS[bomb]}', "utf-8")
    first, rejected = _signatures(tmp_path / "v.json")
    assert (first.where, rejected.where) == ("signature 1", "after signature 1")
    assert time.process_time() - begun < 10


def _signer(piece: Any) -> str:
    return str(piece.raw["city_name"])


@needs_data
def test_all_members_of_eurocities_are_read() -> None:
    told = json.loads(MEMBERS.read_text("utf-8"))["members"]
    pieces = list(MembersImporter().read(Source(path=MEMBERS)))
    drafts: list[Any] = [piece for piece in pieces if isinstance(piece, Draft)]
    first = {one["wikidata_id"]: one["name_on_website"] for one in reversed(told)}
    assert {piece.key: piece.record.one.name for piece in drafts} == {
        f"Eurocities: {item}": first[item] for item in first
    }
    assert {piece.record.other.name for piece in drafts} == {"Eurocities"}
    twice = [piece.reason for piece in pieces if isinstance(piece, Rejected)]
    assert (len(drafts), len(twice)) == (206, 3)
    assert all("stands in this list twice" in reason for reason in twice)


@needs_data
def test_all_signatures_of_a_declaration_are_read_from_either_form() -> None:
    with (REAL / f"{DECLARATION}.csv").open(encoding="utf-8", newline="") as file:
        told = [row["city_name"].strip() for row in csv.DictReader(file)]
    from_csv = _signatures(REAL / f"{DECLARATION}.csv", statement="Declaration")
    assert [_signer(piece) for piece in from_csv] == told
    votes = json.loads((REAL / f"{DECLARATION}.json").read_text("utf-8"))
    from_json = _signatures(REAL / f"{DECLARATION}.json", statement="Declaration")
    assert [_signer(piece) for piece in from_json] == [vote["organisationNameFallback"] for vote in votes]
    assert sum(isinstance(piece, Draft) for piece in from_json) > 200


@needs_data
def test_a_statement_that_holds_its_signatures_is_read() -> None:
    content = json.loads((REAL / SUPPORT).read_text("utf-8"))
    (votes,) = (statement["votes"] for statement in content.values())
    pieces = _signatures(REAL / SUPPORT)
    assert [_signer(piece) for piece in pieces] == [
        vote["organisationNameFallback"]
        or (vote["author"]["name"] if vote["author"]["actingCapacity"] == "organization" else "")
        for vote in votes
    ]
    drafts: list[Any] = [piece for piece in pieces if isinstance(piece, Draft)]
    assert {draft.record.giver.noun for draft in drafts} == {"city", "organisation"}


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(names)
def test_whatever_a_city_is_called_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    (draft,) = _members(tmp_path_factory.mktemp("name"), [{"name_on_website": name}])
    assert draft.record.one.name == name
