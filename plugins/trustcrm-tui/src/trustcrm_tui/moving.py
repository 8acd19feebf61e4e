"""Moving through the list, or through the card where that is what moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm_tui.workplace import Workplace


def by_lines(steps: int) -> Callable[[Workplace], None]:
    """Return what moves down by so many lines, up where below 0."""

    def move(app: Workplace) -> None:
        (app.card if _card_moves(app) else app.listing).move(steps)

    return move


def by_page(way: int) -> Callable[[Workplace], None]:
    """Return what moves by a page, down for 1 and up for -1."""

    def turn(app: Workplace) -> None:
        if _card_moves(app):
            app.card.move(way * max(1, app.card.size.height - 1))
        else:
            app.listing.move(way * app.listing.page())

    return turn


def to_first(app: Workplace) -> None:
    """Go to the first line."""
    if _card_moves(app):
        app.card.move(-app.card.top)
    else:
        app.listing.go(0)


def to_last(app: Workplace) -> None:
    """Go to the last line."""
    if _card_moves(app):
        app.card.to_last()
    else:
        app.listing.go(app.listing.last())


def _card_moves(app: Workplace) -> bool:
    return app.reading or app.card_moves


def switch(app: Workplace) -> None:
    """Have the keys that move, move the card, or the list again."""
    app.card_moves = not app.card_moves
    app.say("The card moves now; tab goes back to the list." if app.card_moves else "The list moves again.")
