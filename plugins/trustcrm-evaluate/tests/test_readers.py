"""Public data are read in their published forms, and whoever has other files is told so."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Refused, TrustCrmError, UnreadableSource, WrongUsage
from trustcrm_evaluate.dataset import step_of
from trustcrm_evaluate.readers import read_data

START = date(2014, 1, 1)
DATA = Path(__file__).resolve().parents[3] / "../shared/data"
COUNTS = {
    "icews14": (90_729, 23_841, 19_758),
    "icews0515": (92_331, 23_141, 19_108),
    "bitcoin_wsn": (35_592, 7_118, 7_118),
}
"""All acts, those of the test, and how many of these are signed."""


@pytest.mark.parametrize("name", COUNTS)
def test_the_published_sets_have_as_many_acts_as_published(name: str) -> None:
    if not (DATA / name).is_dir():
        pytest.skip(f"{name} is not on this machine")
    dataset = read_data(DATA / name)
    signed = sum(act.intensity != 0 for act in dataset.tested)
    assert (len(dataset.acts), len(dataset.tested), signed) == COUNTS[name]
    assert dataset.remarks == ()


def test_the_last_quarter_of_the_days_is_the_test(quadruples: Path) -> None:
    dataset = read_data(quadruples, START)
    assert dataset.acts[0].day == START
    assert dataset.tested[0].day == date(2014, 4, 1)
    assert dataset.acts[dataset.test_from - 1].day < dataset.tested[0].day


def test_the_last_fifth_of_ratings_in_time_is_the_test(ratings: Path) -> None:
    dataset = read_data(ratings)
    assert (len(dataset.acts), dataset.test_from) == (400, 320)
    moments = [step_of(act)[1] for act in dataset.acts]
    assert moments == [1_300_000_000.5 + 60 * place for place in range(400)]
    assert dataset.ratings


def test_words_are_read_as_ids_are(quadruples: Path, tmp_path: Path) -> None:
    of_ids = read_data(quadruples, START)
    lines = [
        f"Side {act.giver}\t{act.kind.partition(' ')[2]}\tSide {act.receiver}\t{act.day.isoformat()}\n"
        for act in of_ids.acts
    ]
    (tmp_path / "events.txt").write_text("".join(lines), "utf-8")
    of_words = read_data(tmp_path / "events.txt")
    assert of_words.test_from == of_ids.test_from
    assert [(act.day, act.root, act.intensity) for act in of_words.acts] == [
        (act.day, act.root, act.intensity) for act in of_ids.acts
    ]


def test_whoever_has_other_files_is_told_their_sha256(quadruples: Path) -> None:
    (remark,) = read_data(quadruples, START).remarks
    assert remark.startswith("None of these files is one that the published figures were made with")
    assert "train.txt: sha256" in remark


def test_one_file_that_differs_from_a_published_set_is_named(tmp_path: Path) -> None:
    if not (DATA / "icews14").is_dir():
        pytest.skip("icews14 is not on this machine")
    for file in (DATA / "icews14").glob("*.txt"):
        shutil.copyfile(file, tmp_path / file.name)
    with (tmp_path / "test.txt").open("a", encoding="utf-8") as one_more:
        one_more.write("13\t0\t0\t8736\t-1\n")
    dataset = read_data(tmp_path)
    assert dataset.name == "icews14"
    assert [remark.partition(" is not the file of icews14")[0] for remark in dataset.remarks] == ["test.txt"]


def test_files_that_count_time_from_an_unknown_day_ask_which(quadruples: Path) -> None:
    with pytest.raises(WrongUsage, match="say which, as in --start 2014-01-01"):
        read_data(quadruples)


def test_a_list_that_is_missing_is_named(quadruples: Path, tmp_path: Path) -> None:
    shutil.copyfile(quadruples / "train.txt", tmp_path / "train.txt")
    with pytest.raises(UnreadableSource, match=r"lacks relation2id\.txt"):
        read_data(tmp_path, START)


@pytest.mark.parametrize("told", ["", "a letter\n", "\x00\x01\x02" * 50, "1\t2\n" * 30])
def test_another_form_is_refused_in_one_sentence(told: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text(told, "utf-8")
    with pytest.raises(UnreadableSource, match="is in no form that is read here"):
        read_data(tmp_path / "file.txt")


def test_a_broken_line_hides_nothing_else_and_is_told(ratings: Path, tmp_path: Path) -> None:
    lines = ratings.read_text("utf-8").splitlines()
    lines[3] = "1,2,11,1300000000"
    lines[4] = "1,2,\x1b[31m,1300000000"
    (tmp_path / "ratings.csv").write_text("\n".join(lines), "utf-8")
    dataset = read_data(tmp_path / "ratings.csv")
    assert len(dataset.acts) == 398
    assert dataset.remarks[-1].startswith("2 lines were left out, the first being line 4 of ratings.csv: the rating 11")


def test_what_cannot_be_parted_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("1,2,3,1300000000\n", "utf-8")
    with pytest.raises(Refused, match="too few ratings"):
        read_data(tmp_path / "ratings.csv")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), noise=st.binary(max_size=60), places=st.lists(st.floats(0, 1), max_size=3))
def test_a_file_that_was_cut_or_spoilt_is_read_or_refused(
    ratings: Path, tmp_path: Path, cut: float, noise: bytes, places: list[float]
) -> None:
    told = bytearray(ratings.read_bytes()[: int(cut * ratings.stat().st_size)])
    for place in places:
        at = int(place * len(told))
        told[at:at] = noise
    (tmp_path / "ratings.csv").write_bytes(bytes(told))
    try:
        acts = read_data(tmp_path / "ratings.csv").acts
    except TrustCrmError as error:
        said, acts = str(error), ()
        assert said.isprintable()
    assert all(-10 <= act.intensity <= 10 and act.intensity for act in acts)
