"""The screen `corps` of the terminal UI: every consular post of our city, who holds it, and when that was checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from trustcrm.plugin import Document, PluginContext, Subject
from trustcrm_consular.panel import corps
from trustcrm_consular.seats import Seat, in_order, seats_of
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl

if TYPE_CHECKING:
    from datetime import date


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="corps",
        title="Consular corps",
        summary="Every consular post in our city, in its order of precedence",
        columns=(
            ScreenColumn(title="for", width=3),
            ScreenColumn(title="holder", share=4),
            ScreenColumn(title="post", share=5),
            ScreenColumn(title="since", width=10),
            ScreenColumn(title="checked", width=10),
        ),
        load=_load,
        card=_card,
        empty="No consulate in our city is on record; trustcrm import consular reads a published list.",
        twins=("show OUR-CITY",),
    )


def _load(context: PluginContext) -> Sequence[ScreenRow]:
    home, today = context.ask.home(), context.clock.today()
    seats = seats_of(context, Subject(noun="city", id=home.side, name=home.name, day=today))
    return [_row(seat, today) for seat in in_order(seats)]


def _row(seat: Seat, today: date) -> ScreenRow:
    post, tenure = seat.post.record, seat.tenure
    since = tenure.record.from_on if tenure else None
    checked = post.verified_on
    cells = (
        seat.country, seat.holder or "vacant", post.title,
        since.isoformat() if since else "", checked.isoformat() if checked else "never",
    )  # fmt: skip
    return ScreenRow(
        key=f"{seat.post.id} {tenure.id if tenure else 0}", cells=cells,
        state="~" if seat.is_stale(today) else "", side=seat.side,
        name=seat.consulate, noun="post", id=seat.post.id, kind="vacant" if tenure is None else "held",
    )  # fmt: skip


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    subject = Subject(noun="organisation", id=row.side or 0, name=row.name, day=context.clock.today())
    return corps(context, subject)
