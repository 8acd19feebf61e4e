"""P9: a dry run says what the real run then does, and writes nothing."""

from __future__ import annotations

from hypothesis import given

from tests.conftest import Dump, NewDesk
from tests.promises.random_pieces import PIECES, as_task, of_databases
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.services.importing.run import run_import


@of_databases
@given(pieces=PIECES, more=PIECES)
def test_p09_a_dry_run_says_what_the_real_run_then_does(
    new_desk: NewDesk, dump: Dump, pieces: list[Draft | Rejected], more: list[Draft | Rejected]
) -> None:
    with new_desk() as desk:
        run_import(desk, as_task(pieces))
        before = dump(desk.database)
        dry = run_import(desk, as_task(more, "second"), dry_run=True)
        assert dump(desk.database) == before
        real = run_import(desk, as_task(more, "second"))
        assert (dry.read, dry.created, dry.corrected, dry.same, dry.items) == (
            real.read, real.created, real.corrected, real.same, real.items
        )  # fmt: skip
