"""The screen `notices` of the terminal UI: every version that is out or worked on, and its ledger beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trustcrm.plugin import Bullets, Document, Heading, Paragraph, PluginContext, Words, counted, quiet, strong, words
from trustcrm_outreach.ledger import Delivery, Reach, State, deliveries, opted_out, reaches
from trustcrm_outreach.notices import Notice, Version, notices
from trustcrm_outreach.standing import RowsNow
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl

PRESSING_FIRST: Sequence[State] = ("sending", "bounced", "released", "drafted", "sent", "acknowledged", "dropped")
"""The states in the order of a card: what needs a person stands first."""


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="notices",
        title="Notices",
        summary="What was made known, in which version, to whom, and how far it came",
        columns=(
            ScreenColumn(title="notice", share=4),
            ScreenColumn(title="version", width=10),
            ScreenColumn(title="reached", width=10),
            ScreenColumn(title="released", width=10),
            ScreenColumn(title="audience"),
        ),
        load=_load,
        card=_card,
        empty="Nothing was made known yet; trustcrm audience add says to whom, trustcrm notice add what.",
        twins=("notice list",),
    )


def _load(context: PluginContext) -> Sequence[ScreenRow]:
    reached = reaches(context)
    lines = [
        _row(notice, version, reached.get(version.id)) for notice in notices(context) for version in notice.versions
    ]
    return lines[::-1]


def _row(notice: Notice, version: Version, reach: Reach | None) -> ScreenRow:
    state: Literal["", "~", "!"] = ""
    if reach is not None and "sending" in reach.states:
        state = "!"
    elif reach is not None and not {"released", "bounced"}.isdisjoint(reach.states):
        state = "~"
    kind = "replaced" if version is not notice.newest else "out" if version.released_at else "worked on"
    cells = (
        notice.title, f"{version.number} {'' if kind == 'out' else kind}".strip(),
        f"{reach.reached} of {reach.people}" if reach is not None and reach.people else "",
        version.released_at.date().isoformat() if version.released_at else "", notice.audience.name,
    )  # fmt: skip
    return ScreenRow(key=version.id, cells=cells, state=state, name=notice.title, kind=kind)


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    notice, version = next(
        (notice, version) for notice in notices(context) for version in notice.versions if version.id == row.key
    )
    names, found = RowsNow(context), deliveries(context, version.id)
    blocks: list[Paragraph | Heading | Bullets] = [Paragraph(_head(notice, version))]
    for text in version.texts:
        checked = f"checked by {text.checked_by}" if text.is_checked else "not checked yet"
        blocks.append(Paragraph(words(strong(text.language), f" {text.subject} ", quiet(f"({checked})"))))
    for state in PRESSING_FIRST:
        own = [one for one in found if one.state == state]
        if own:
            blocks.append(Heading(f"{own[0].in_words}: {counted(len(own), 'delivery', 'deliveries')}"))
            blocks.append(Bullets(tuple(_line(names, one) for one in own)))
    out = opted_out(context, version.id)
    if out:
        blocks.append(Heading(f"opted out: {counted(len(out), 'person', 'people')}"))
        blocks.append(Bullets(tuple(words(names.name(names.now(one))) for one in out)))
    return Document(title=f"{notice.title}, version {version.number}", day=context.clock.today(), blocks=tuple(blocks))


def _head(notice: Notice, version: Version) -> Words:
    if version.released_at is None:
        return words(f"Not released; trustcrm notice release {notice.id} lets it go to its audience.")
    why = f" {version.why}" if version.why else ""
    return words(f"Released on {version.released_at.date().isoformat()} by {version.released_by}.{why}")


def _line(names: RowsNow, one: Delivery) -> Words:
    people = ", ".join(names.name(names.now(named)) for named in one.people)
    shared = (
        f" ({counted(len(one.people), 'person', 'people')}, one mail)" if len(one.people) > 1 and one.mailbox else ""
    )
    return words(strong(one.mailbox or "by hand"), f"{shared}: {people}", quiet(f" {one.said}" if one.said else ""))
