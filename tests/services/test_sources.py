"""Every report tells where a record is known from, whether or not the plugin that cites it does."""

from __future__ import annotations

from datetime import date

from trustcrm.domain.document import Citation, Document, Paragraph, strong, words
from trustcrm.domain.nouns import City, Contribution, Interaction, Signal, Step, Tie
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.marking import marked
from trustcrm.services.record import record
from trustcrm.services.sources import sourced

DAY = date(2020, 4, 28)


def test_what_is_cited_without_its_source_gets_it_from_the_record(desk: Desk) -> None:
    with desk.database.reading() as connection:
        home = home_of(connection)
    milan = record(desk, "add", "city", City(name="Milan", country="IT")).ids[0]
    tie = record(desk, "add", "tie", Tie(one=home, other=milan, kind="partner", source="C40")).ids[0]
    (open_gift, secret) = (
        record(
            desk, "add", "masks",
            Contribution(what="masks", giver=milan, receiver=home, source="the port", confidentiality=who),
        ).ids[0]
        for who in ("internal", "restricted")
    )  # fmt: skip
    own, given, kept = (
        record(desk, "add", "step", Step(contribution=gift, state="received", on=DAY, source=source)).ids[0]
        for gift, source in ((open_gift, "a photograph"), (open_gift, None), (secret, "whispered"))
    )
    seen = Signal(kind="came unasked", giver=milan, receiver=home, on=DAY, witness="Ana")
    signal = record(desk, "add", "signal", seen).ids[0]
    bare = [("tie", tie), ("step", own), ("step", given), ("step", kept), ("signal", signal), ("city", milan), ("x", 1)]
    cites = [*(Citation(noun, row) for noun, row in bare), Citation("contribution", secret)]
    document = Document(title="t", day=DAY, blocks=(Paragraph(words("It came.", cites=cites)),))
    assert [(str(one), one.words) for one in sourced(desk, document).citations()] == [
        (f"tie {tie}", "C40"), (f"step {own}", "a photograph"), (f"step {given}", "the port"), (f"step {kept}", ""),
        (f"signal {signal}", "Ana"), (f"city {milan}", ""), ("x 1", ""), (f"contribution {secret}", ""),
    ]  # fmt: skip


def test_a_document_that_cites_nothing_bare_is_as_it_was(desk: Desk) -> None:
    document = Document(title="t", day=DAY, blocks=(Paragraph(words("So.", cites=[Citation("tie", 1, "C40")])),))
    assert sourced(desk, document) is document


def test_a_document_that_rests_on_what_is_restricted_says_so_at_its_head(desk: Desk) -> None:
    with desk.database.reading() as connection:
        home = home_of(connection)
    milan = record(desk, "add", "city", City(name="Milan", country="IT")).ids[0]
    talk = Interaction(kind="call", giver=milan, receiver=home, on=DAY, confidentiality="restricted")
    call = record(desk, "add", "call", talk).ids[0]
    seen = Signal(kind="came unasked", giver=milan, receiver=home, on=DAY, interaction=call, witness="Ana")
    signal = record(desk, "add", "signal", seen).ids[0]
    block = Paragraph(words("It came.", cites=[Citation("signal", signal), Citation("city", milan)]))
    document = Document(title="t", day=DAY, blocks=(block,))
    told = marked(desk, sourced(desk, document))
    assert told.blocks[0] == Paragraph(
        words(strong("Restricted: "), "rests on 1 record that only those who are cleared may read.")
    )
    assert told.blocks[1:] == (block,)
    assert [one.words for one in told.citations()] == ["", ""], "the witness of what is restricted is not told either"
    plain = Document(title="t", day=DAY, blocks=(Paragraph(words("So.", cites=[Citation("city", milan)])),))
    assert marked(desk, plain) is plain
