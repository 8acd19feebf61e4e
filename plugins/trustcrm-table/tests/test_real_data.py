from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.plugin import Draft, Mention, Rejected, Source, Tie

ROOT = Path(__file__).resolve().parents[3]
TWINNINGS = ROOT / "../shared/data/sister_cities/twinings_it.csv"
MAPPING = ROOT / "docs/how-to/mappings/twinings_it.toml"


@pytest.fixture(scope="module")
def pieces(read_source: Callable[[Source], list[Draft | Rejected]]) -> list[Draft | Rejected]:
    if not TWINNINGS.exists():
        pytest.skip("the list of Italian twinnings is not beside this checkout")
    return read_source(Source(path=TWINNINGS, options={"map": str(MAPPING)}))


def test_every_row_of_the_italian_list_is_read_or_rejected(pieces: list[Draft | Rejected]) -> None:
    drafts = [piece for piece in pieces if isinstance(piece, Draft)]
    rejected = [piece for piece in pieces if isinstance(piece, Rejected)]
    assert (len(pieces), len(drafts), len(rejected)) == (4_415, 4_410, 5)
    assert {piece.raw["comune_start_name"] for piece in rejected} == {"Arona", "Arzano", "Lodi", "Teulada", "Tiana"}
    assert all("stands on both sides" in piece.reason for piece in rejected)
    assert len({draft.key for draft in drafts}) == 4_410


def test_an_italian_twinning_has_both_cities_whole(pieces: list[Draft | Rejected]) -> None:
    first = pieces[0]
    assert isinstance(first, Draft)
    assert isinstance(first.record, Tie)
    assert first.record.one == Mention(noun="city", name="Abano Terme", country="IT", near=(45.3619, 11.7924))
    assert first.record.other == Mention(noun="city", name="Shibukawa", country="JP", near=(36.489472, 139.000417))


def test_states_that_are_no_more_leave_the_country_open(pieces: list[Draft | Rejected]) -> None:
    others = [
        (piece.record.other, piece.raw["comune_end_stato"])
        for piece in pieces
        if isinstance(piece, Draft) and isinstance(piece.record, Tie)
    ]
    cities = [(city, state) for city, state in others if isinstance(city, Mention)]
    assert len(cities) == 4_410
    assert all(city.country is None or len(city.country) == 2 for city, _ in cities)
    assert {city.country for city, state in cities if state == "Impero russo"} == {None}
    assert sum(city.country is None for city, _ in cities) == 50


def test_quotes_and_wiki_links_in_names_come_out_plain(pieces: list[Draft | Rejected]) -> None:
    names = {
        piece.record.other.name
        for piece in pieces
        if isinstance(piece, Draft) and isinstance(piece.record, Tie) and isinstance(piece.record.other, Mention)
    }
    assert {"Kam\"janec'-Podil's'kyj", "Medford"} <= names
    assert not any("{{" in name for name in names)
