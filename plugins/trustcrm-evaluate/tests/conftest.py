"""Small public data, made up, in each of the published forms."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

RELATIONS = (
    "Make_statement",
    "Consult",
    "Sign_formal_agreement",
    "Criticize_or_denounce",
    "Use_conventional_military_force",
)
SIDES = 12
DAYS = 120


@pytest.fixture(scope="session")
def quadruples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of ids: twelve sides, five of them hostile, over 120 days; two events lie outside what can be told."""
    folder = tmp_path_factory.mktemp("quadruples")
    (folder / "entity2id.txt").write_text("".join(f"Side_{n}\t{n}\n" for n in range(SIDES)), "utf-8")
    (folder / "relation2id.txt").write_text("".join(f"{name}\t{n}\n" for n, name in enumerate(RELATIONS)), "utf-8")
    chance = random.Random(7)
    rows = []
    for day in range(DAYS):
        for _ in range(6):
            giver, receiver = chance.sample(range(SIDES), 2)
            hostile = giver < 5 and chance.random() < 0.8
            rows.append((giver, chance.choice((3, 4) if hostile else (0, 1, 2)), receiver, day * 24))
    for name, first, last in (("train", 0, 80), ("valid", 80, 100), ("test", 100, DAYS)):
        part = [row for row in rows if first * 24 <= row[3] < last * 24]
        told = "".join("\t".join(map(str, (*row, -1))) + "\n" for row in part)
        (folder / f"{name}.txt").write_text(told, "utf-8")
    return folder


@pytest.fixture(scope="session")
def ratings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of ratings: forty raters, of whom ten rate and are rated badly, one rating a minute."""
    file = tmp_path_factory.mktemp("ratings") / "ratings.csv"
    chance = random.Random(11)
    pairs = chance.sample([(one, other) for one in range(40) for other in range(40) if one != other], 400)
    lines = [
        f"{giver},{receiver},{-chance.randint(1, 10) if min(giver, receiver) < 6 else chance.randint(1, 10)},"
        f"{1_300_000_000 + 60 * place}.5\n"
        for place, (giver, receiver) in enumerate(pairs)
    ]
    file.write_text("".join(lines), "utf-8")
    return file
