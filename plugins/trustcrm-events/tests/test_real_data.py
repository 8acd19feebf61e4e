"""The published sets themselves, counted by plain Python and compared with what an office makes of them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from trustcrm.plugin import Draft, Drafts, Interaction, Kind, Rejected, Source
from trustcrm_events.importer import EventsImporter

Ask = Callable[..., Any]
DATA = Path(__file__).resolve().parents[3] / "../shared/data"
ICEWS14 = DATA / "icews14"
START = date(2014, 1, 1)
LAST = date(2014, 12, 31)
NAMED = 230 + 7_128
"""How many kinds and actors the events of 2014 name."""
ACTORS = ("China", "Barack Obama", "Citizen (India)", "City Mayor (Ukraine)", "François Hollande")


class Told(NamedTuple):
    """One event as the files tell it."""

    giver: str
    event: str
    receiver: str
    on: date


def _needs(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"{path.name} of the published events is not beside this checkout")
    return path


def _names(path: Path) -> dict[str, str]:
    pairs = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {number: name.replace("_", " ") for name, number in pairs}


def _list() -> dict[str, dict[str, str]]:
    """Return the published list of codes by event text, a code before the root that has its name."""
    with _needs(DATA / "cameo/andybega_cameo-codes.csv").open(encoding="latin-1", newline="") as file:
        return {row["name"].lower(): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def told() -> list[Told]:
    actors, relations = (_names(_needs(ICEWS14 / name)) for name in ("entity2id.txt", "relation2id.txt"))
    return [
        Told(actors[giver], relations[event], actors[receiver], START + timedelta(days=int(time) // 24))
        for part in ("train", "valid", "test")
        for giver, event, receiver, time, _ in map(str.split, _needs(ICEWS14 / f"{part}.txt").read_text().splitlines())
    ]


@pytest.fixture(scope="module")
def whole(told: list[Told], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All events of 2014 in one file, with the lists beside it."""
    folder = tmp_path_factory.mktemp("icews14")
    parts = [(ICEWS14 / f"{part}.txt").read_text().splitlines() for part in ("train", "valid", "test")]
    (folder / "2014.txt").write_text("".join(f"{line}\n" for part in parts for line in part if line), "ascii")
    for name in ("entity2id.txt", "relation2id.txt"):
        (folder / name).write_bytes((ICEWS14 / name).read_bytes())
    return folder / "2014.txt"


@pytest.fixture(scope="module")
def office(whole: Path, open_office: Callable[[Path], Ask]) -> Ask:
    ask = open_office(whole.parent)
    (events,) = ask("import", "events", "2014.txt", "--start", START.isoformat())
    # Transport Canada and Transport (Canada) are one
    assert events["created"] == {"kind": 230, "organisation": 7_127, "interaction": 90_729}
    assert (events["read"], events["rejected"]) == (NAMED + 90_730, 1)
    (itself,) = events["items"]
    assert "National Transitional Council did this to itself" in itself["reason"]
    return ask


def test_what_the_office_lists_of_five_actors_is_what_the_file_tells(office: Ask, told: list[Told]) -> None:
    for actor in ACTORS:
        kept = office("interaction", "list", "--with", actor, "--limit", "0")
        seen = Counter(
            (one["giver"], one["kind"][4:].lstrip("0123456789 "), one["receiver"], one["on"]) for one in kept
        )
        expected = Counter(
            (one.giver, one.event[:1].lower() + one.event[1:], one.receiver, one.on.isoformat())
            for one in told
            if actor in (one.giver, one.receiver)
        )
        assert len(kept) == expected.total() > 0
        assert seen == expected


def test_overview_of_five_actors_agrees_with_counts_of_ones_own(office: Ask, told: list[Told]) -> None:
    codes = _list()
    between: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
    for event in told:
        between[event.giver, event.receiver].append(event)
    ties = set()
    for actor in ACTORS:
        partners = Counter(giver for giver, receiver in between if receiver == actor for _ in between[giver, actor])
        ties |= {tuple(sorted((actor, partner))) for partner, _ in partners.most_common(2)}
    for one, other in sorted(ties):
        office("tie", "add", "--one", one, "--other", other, "--kind", "partner", json_too=False)
    lines = office("overview", "--all", "--as-of", LAST.isoformat())
    assert len(lines) == len(ties) >= len(ACTORS)
    for line in lines:
        us, them = line["name"].split(" – ")
        theirs = between[them, us]
        assert line["acts"] == len(theirs)
        assert line["goodwill"] == pytest.approx(_goodwill(theirs, codes), abs=1e-6)
        grave = [one for one in theirs if float(codes[one.event.lower()]["goldstein"]) <= -7]
        assert len(line["breaches"]) == len(grave)


def _goodwill(acts: Iterable[Told], codes: dict[str, dict[str, str]]) -> float:
    """Return what acts come to by the rule as docs/explanation/readings.md words it."""
    groups: defaultdict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    for one in acts:
        code = codes[one.event.lower()]
        intensity = float(code["goldstein"])
        size = abs(intensity) * 2 ** (-(LAST - one.on).days / 180)
        groups[(code["code"][:2], *one.on.isocalendar()[:2])].append((size, intensity))
    return sum(
        (size if intensity > 0 else -size) * 0.5**place
        for group in groups.values()
        for place, (size, intensity) in enumerate(sorted(group, reverse=True, key=lambda act: (act[0], act[1])))
    )


def test_all_events_again_change_nothing(office: Ask, whole: Path) -> None:
    again = whole.with_name("again.txt")
    again.write_bytes(whole.read_bytes() + b"\n")
    (same,) = office("import", "events", "again.txt", "--start", START.isoformat())
    assert (same["same"], same["created"], same["corrected"], same["waiting"]) == (NAMED + 90_729, {}, 0, 0)


@pytest.mark.parametrize(("name", "itself"), [("desimple_valid.txt", 20), ("desimple_test.txt", 16)])
def test_eleven_years_in_words_are_read(name: str, itself: int) -> None:
    path = _needs(DATA / "icews0515" / name)
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    pieces = list(EventsImporter().read(Source(path=path)))
    kept = [draft for piece in pieces if isinstance(piece, Drafts) for draft in piece]  # the names come one by one
    assert len(kept) == len(rows) - itself
    assert sum(isinstance(piece, Rejected) for piece in pieces) == itself
    assert len({draft.key for draft in kept}) == len(kept)
    records = [draft.record for draft in kept if isinstance(draft.record, Interaction)]
    assert Counter(str(record.on) for record in records) == Counter(row[3] for row in rows if row[0] != row[2])


def test_every_intensity_of_the_raw_table_is_that_of_its_kind() -> None:
    path = _needs(DATA / "cameo/andybega_events.2018.sample.tab")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    told = list(EventsImporter().read(Source(path=path)))
    names = [piece.record for piece in told if isinstance(piece, Draft)]
    kinds = {record.name: record for record in names if isinstance(record, Kind)}
    pieces = [draft for piece in told if isinstance(piece, Drafts) for draft in piece]
    assert not [piece for piece in told if isinstance(piece, Rejected)]
    assert len(pieces) == len(rows) == 3_705
    for row, draft in zip(rows, pieces, strict=True):
        assert isinstance(draft.record, Interaction)
        kind = kinds[draft.record.kind]
        assert (kind.cameo, kind.intensity) == (row["CAMEO Code"], float(row["Intensity"]))
        assert draft.key == f"event {row['Event ID']}"
