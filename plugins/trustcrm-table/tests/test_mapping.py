from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from trustcrm.plugin import (
    City,
    Contribution,
    Draft,
    Interaction,
    Mention,
    Participant,
    Rejected,
    Step,
    Tie,
    UnreadableSource,
)
from trustcrm_table.mapping_file import read_mapping

Read = Callable[..., list[Draft | Rejected]]

WHOLE = """
noun = "tie"
key = ["No"]
ignore = ["Fax"]

[columns]
since = { column = "Signed", format = "%d/%m/%Y" }
state = { column = "Status", values = { laufend = "active", beendet = "ended" } }
one = { name = { constant = "Torino" }, noun = "city", country = { constant = "IT" } }

[columns.other]
noun = "city"
name = { column = "Partner", after = "/" }
country = { column = "Land", values = { Japan = "JP" } }
ids = { wikidata = "Q" }
near = ["Lat", "Lon"]
create = false

[constants]
kind = "friendship"
"""
TABLE = """No;Partner;Land;Q;Lat;Lon;Signed;Status;Fax
7;名古屋 / Nagoya;Japan;Q11751;35.18;136.9;03/04/2005;laufend;
8;Köln;Deutschland;;;;04/05/1958;beendet;x
"""


def test_every_part_of_a_mapping_is_obeyed(read: Read) -> None:
    first, second = read(TABLE, mapping=WHOLE)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    nagoya = Mention(
        noun="city", name="Nagoya", country="JP", ids=(("wikidata", "Q11751"),), near=(35.18, 136.9), create=False
    )
    torino = Mention(noun="city", name="Torino", country="IT")
    assert first.record == Tie(one=torino, other=nagoya, since=date(2005, 4, 3), kind="friendship")
    koeln = Mention(noun="city", name="Köln", country="Deutschland", create=False)
    assert second.record == Tie(one=torino, other=koeln, since=date(1958, 5, 4), state="ended", kind="friendship")
    assert [first.key, second.key] == ["7", "8"]


def test_coordinate_that_cannot_be_is_rejected(read: Read) -> None:
    first, _ = read(TABLE.replace("35.18", "95.18"), mapping=WHOLE)
    assert isinstance(first, Rejected)
    assert 'other: "95.18" is no latitude' in first.reason


def test_parts_belong_to_their_row(read: Read) -> None:
    mapping = """
        noun = "interaction"
        [columns]
        on = "date"
        kind = "kind"
        giver = "from"
        receiver = "to"
        [[parts]]
        noun = "participant"
        each = "who"
        [parts.columns]
        person = "who"
        side = "to"
        [parts.constants]
        role = "guest"
    """
    first, second = read("date,kind,from,to,who\n2026-01-01,call,A,B,Ann; Bo\n2026-01-02,call,A,B,\n", mapping=mapping)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert isinstance(first.record, Interaction)
    back = Mention(noun="interaction", name="")
    assert first.parts == tuple(
        Participant(
            interaction=back,
            person=Mention(noun="person", name=name),
            side=Mention(noun="side", name="B"),
            role="guest",
        )
        for name in ("Ann", "Bo")
    )
    assert second.parts == ()


def test_a_person_is_told_apart_by_a_column_of_their_side(read: Read, tmp_path: Path) -> None:
    mapping = """
        noun = "tenure"
        [columns]
        post = "seat"
        person = { name = "who", side = "body" }
    """
    saved = tmp_path / "saved.toml"
    pieces = read("seat,who,body\n4,Ann,Leeds\n5,Bo,\n", mapping=mapping, save_map=str(saved))
    assert [piece.record.person for piece in pieces if isinstance(piece, Draft)] == [  # type: ignore[attr-defined]
        Mention(noun="person", name="Ann", side=Mention(noun="side", name="Leeds")), Mention(noun="person", name="Bo"),
    ]  # fmt: skip
    assert read("seat,who,body\n4,Ann,Leeds\n5,Bo,\n", mapping=saved.read_text()) == pieces


def test_steps_of_a_contribution_are_parts(read: Read) -> None:
    mapping = """
        noun = "contribution"
        [columns]
        what = "what"
        giver = "giver"
        receiver = "receiver"
        [[parts]]
        noun = "step"
        columns = { on = "pledged" }
        constants = { state = "pledged" }
        [[parts]]
        noun = "step"
        columns = { on = "came", quantity = "n" }
        constants = { state = "received" }
    """
    (draft,) = read("what,giver,receiver,pledged,came,n\nmasks,A,B,2020-03-01,2020-03-24,50000\n", mapping=mapping)
    assert isinstance(draft, Draft)
    assert isinstance(draft.record, Contribution)
    steps = [part for part in draft.parts if isinstance(part, Step)]
    assert [(step.state, step.on, step.quantity) for step in steps] == [
        ("pledged", date(2020, 3, 1), None),
        ("received", date(2020, 3, 24), 50000),
    ]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('noun = "tie"\ncolums = {}', 'there is no key "colums"; did you mean "columns"'),
        ('noun = "ty"', 'no noun "ty"'),
        ('noun = "city"\n[columns]\nnme = "A"', 'city has no field "nme"; did you mean "name"'),
        ('noun = "city"\n[columns]\nname = { colum = "A" }', 'no key "colum"; did you mean "column"'),
        ('noun = "city"\n[columns]\nname = { format = "x" }', 'either "column" or "constant"'),
        ('noun = "city"\n[columns]\nname = 3', "give the name of a column"),
        ('noun = "city"\n[columns]\nname = "A"\n[constants]\nname = "B"', "both a column and a constant"),
        ('noun = "tie"\n[columns]\none = { name = "A", near = ["B"] }', "two columns, latitude and longitude"),
        ('noun = "tie"\n[columns]\none = { noun = "person", name = "A" }', 'cannot be "person"'),
        ('noun = "tie"\n[columns]\none = { nam = "A" }', 'no key "nam"; did you mean "name"'),
        ('noun = "city"\nheader = "two"', "the number of a line"),
        ('noun = "city"\nsums = "kep"', '"sums" is "keep" or "reject", not "kep"'),
        (
            'noun = "tie"\n[columns]\none = { name = "A", side = "B" }',
            '"side" tells people apart and goes with a person alone',
        ),
        ('noun = "city"\n[[parts]]\nnoun = "seat"', '"seat" is no part of "city"'),
        ('noun = "city"\n[columns]\nname = "Nme"', 'no column "Nme", which the mapping names; did you mean "Name"'),
        ('noun = "city"\n[columns]\nname = "Name"', 'does not say what the column "Land" is'),
        ('noun = "city"\nignore = "rest"\n[columns]\nname = "Name"\n[constants]\nlatitude = "x"', "cannot be"),
        ("noun = ", "not valid TOML"),
    ],
)
def test_mapping_that_cannot_be_is_an_error_in_plain_words(read: Read, mapping: str, said: str) -> None:
    with pytest.raises(UnreadableSource) as problem:
        read("Name,Land\nLyon,FR\n", mapping=mapping)
    assert said in str(problem.value)


def test_missing_mapping_file_is_an_error(read: Read) -> None:
    with pytest.raises(UnreadableSource, match="cannot be read"):
        read("name\nLyon\n", map="no-such-file.toml")


@pytest.mark.parametrize("mapping", ["", WHOLE])
def test_saved_mapping_reads_the_same(read: Read, tmp_path: Path, mapping: str) -> None:
    saved = tmp_path / "saved.toml"
    table = TABLE if mapping else "name;side;side country;x\nAnn;Lyon;FR;y\n"
    options = {} if mapping else {"noun": "person", "ignore": "rest"}
    first = read(table, mapping=mapping, save_map=str(saved), **options)
    again = read(table, map=str(saved), save_map=str(saved))
    assert again == first
    assert any(isinstance(piece, Draft) for piece in first)


def test_saving_never_overwrites_another_mapping(read: Read, tmp_path: Path) -> None:
    saved = tmp_path / "saved.toml"
    saved.write_text('noun = "tie"\n', "utf-8")
    with pytest.raises(UnreadableSource, match="says something else"):
        read("name\nLyon\n", noun="city", save_map=str(saved))
    assert saved.read_text("utf-8") == 'noun = "tie"\n'


def test_command_line_settings_are_laid_over_the_mapping(read: Read) -> None:
    first, _ = read(TABLE, mapping=WHOLE, key="No,Partner")
    assert isinstance(first, Draft)
    assert first.key == "7|名古屋 / Nagoya"


def test_constants_fill_every_row(read: Read) -> None:
    mapping = 'noun = "city"\n[columns]\nname = "N"\n[constants]\ncountry = "FR"\nlatitude = 45.5'
    (draft,) = read("N\nLyon\n", mapping=mapping)
    assert isinstance(draft, Draft)
    assert draft.record == City(name="Lyon", country="FR", latitude=45.5)


def test_every_mapping_of_the_readme_is_valid(tmp_path: Path) -> None:
    readme = (Path(__file__).resolve().parents[1] / "README.md").read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        path = tmp_path / "readme.toml"
        path.write_text(block, "utf-8")
        assert read_mapping(path).columns
