"""Try the reader on octets that atheris makes up, led by what they reach: run by hand, for as long as it is told.

    cd plugins/trustcrm-consular
    uv run --with atheris python tests/fuzz.py FOUND tests/samples -max_total_time=60

FOUND is an empty folder; what leads further is added there.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

from trustcrm.plugin import Draft, Source, UnreadableSource

with atheris.instrument_imports(include=["trustcrm_consular"]):
    from trustcrm_consular.changes import movements
    from trustcrm_consular.importer import ConsularImporter
    from trustcrm_consular.lists import entries

FORMER = Path(__file__).parent / "samples" / "corps-2024-10-01.txt"
FILE = Path(tempfile.mkdtemp()) / "made-up.txt"


def read(octets: bytes) -> None:
    """Read octets as the list after another: nothing but "unreadable" is raised, and the contract is kept."""
    FILE.write_bytes(octets)
    keys = []
    with suppress(UnreadableSource):
        for piece in ConsularImporter().read(Source(path=FILE, options={"on": "2030-01-01", "former": str(FORMER)})):
            assert piece.where
            if isinstance(piece, Draft):
                keys.append(piece.key)
            else:
                assert 0 < len(piece.reason) < 500
                assert piece.reason.isprintable()
        list(movements(entries(Source(path=FORMER)), entries(Source(path=FILE)), "Hamburg"))
    assert len(keys) == len(set(keys))


if __name__ == "__main__":
    warnings.simplefilter("error")
    atheris.Setup([*sys.argv, "-timeout=20", "-max_len=4000"], read)
    atheris.Fuzz()
