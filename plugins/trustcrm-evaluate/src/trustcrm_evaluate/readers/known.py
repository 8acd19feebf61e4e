"""The files that the published figures were made with, by their sha256: whoever has others is told so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class KnownSet:
    """A published set: its name, what it holds, the day of time 0 where time is counted, and its files' sha256."""

    name: str
    told: str
    files: Mapping[str, str]
    start: date | None = None


KNOWN = (
    KnownSet(
        name="icews14",
        told="ICEWS, the events of 2014",
        start=date(2014, 1, 1),
        files={
            "train.txt": "09d9ec8df4b779e9793229d240a79c762c5c6f7846b31ee5f2522413a6595d57",
            "valid.txt": "bb9462c02b6fb56f15822692ab9f80d782d6c2cc89e5ed7a83bae2c6022cab66",
            "test.txt": "a72ddd5cc3c86105d48b76620a1c08223fcdc43ef57d1eb9e10b27fd05b471ab",
            "entity2id.txt": "0251b09f1c2e56cdc5506f9d7f83e7a88d5d54c3df25609ae8ce4edb7fb3e573",
            "relation2id.txt": "32fcce0906d05205824f03e980981436a71a85feba72a817f5291e4afda9d04e",
        },
    ),
    KnownSet(
        name="icews0515",
        told="ICEWS, a fifth of the events of 2005 to 2015",
        files={
            "desimple_valid.txt": "404516f2da966c563ab6d81f1355ec5c67a9aa77c111bf712429e65136162b23",
            "desimple_test.txt": "d034cd94ace08279639526cbe2ce34829562941ddd1301e6afa9e0ffa7a5b160",
        },
    ),
    KnownSet(
        name="bitcoin-otc",
        told="Bitcoin OTC, who trusts whom",
        files={"soc-sign-bitcoinotc.csv": "76bd9d8f1d3ff9a1813d9fc8e6902a0ee4d0a2f8c1003842dbc9ec79149ab60c"},
    ),
    KnownSet(
        name="bitcoin-alpha",
        told="Bitcoin Alpha, who trusts whom",
        files={"soc-sign-bitcoinalpha.csv": "21d6ff35156b762fe65ef383aca00d8c576dc9643fdb32ffd72b8c5b5d9f28a8"},
    ),
)


@dataclass(frozen=True)
class Seen:
    """The files of a set as they were found, by name, each with its sha256."""

    digests: Mapping[str, str]

    @property
    def known(self) -> KnownSet | None:
        """The published set that one of the files is of at least, None where there is none."""
        return next((one for one in KNOWN if set(one.files.items()) & set(self.digests.items())), None)

    def remarks(self) -> Iterator[str]:
        """Yield a sentence for each file that is not the published one, or one where none of them is known."""
        known = self.known
        if known is None:
            yield (
                "None of these files is one that the published figures were made with "
                f"({', '.join(f'{name}: sha256 {digest}' for name, digest in self.digests.items())})."
            )
            return
        for name, digest in self.digests.items():
            if known.files.get(name) != digest:
                yield (
                    f"{name} is not the file of {known.name} that the published figures were made with: its sha256 is "
                    f"{digest}, not {known.files.get(name, 'of any file there')}."
                )
        if missing := sorted(set(known.files) - set(self.digests)):
            yield f"{' and '.join(missing)} of {known.name} is missing here."


def seen(paths: Sequence[Path]) -> Seen:
    """Return files with their sha256."""
    return Seen({path.name: _digest(path) for path in paths})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
