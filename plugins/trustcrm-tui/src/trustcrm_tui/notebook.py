"""What is being typed and where the cursor stands, written down while the keys rest, and what can be brought back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm_tui.drafts import Draft, Drawer, Place
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Subject

if TYPE_CHECKING:
    from trustcrm_tui.lists import Lists
    from trustcrm_tui.pauses import Pauses

PAUSE = 1.0
"""So many seconds after the last key a draft and the place of the cursor are written down."""


@dataclass(frozen=True)
class TakenBack:
    """A whole import, or one change, that somebody took back, by the changes from `first` to their newest by then."""

    newest: int
    first: int = 0
    batch: int | None = None
    change: int | None = None


class Notebook:
    """Keeps drafts and the place of the cursor, and remembers the words of the last entry and what was taken back.

    Where all is `read_only` it writes nothing, and a draft that stands there waits for who may keep it.
    """

    def __init__(self, drawer: Drawer, pauses: Pauses, *, read_only: bool = False) -> None:
        self._drawer = drawer
        self._read_only = read_only
        self._pauses = pauses
        self._draft: Draft | None = None
        self._written: Draft | None = None
        self._aside: tuple[str, Subject] | None = None
        self._waiting: list[Draft] = []
        self._last = ""
        self.taken_back: TakenBack | None = None

    def draft(self, draft: Draft | None) -> None:
        """Take down what is being typed; none as soon as it is done with."""
        self._draft = draft
        self._pauses.after(PAUSE if draft is not None else 0.0, "draft", self.write_draft)

    def write(self, lists: Lists) -> None:
        """Write down what is typed, and where one is."""
        self.write_draft()
        self.write_place(lists)

    def write_draft(self) -> None:
        """Write the draft down where it is another than the one that stands there."""
        if self._draft != self._written and not self._read_only:
            self._written = self._draft
            self._drawer.keep_draft(self._draft)

    def found_draft(self) -> Draft | None:
        """Return the draft of the last run, which stands there until it is done with, or the newest that waits."""
        if self._read_only:
            return None
        self._written, self._waiting = self._drawer.draft(), self._drawer.waiting()
        return self._written or self.waiting()

    def wait(self, draft: Draft) -> None:
        """Let an entry wait that was neither kept nor put aside when others came, until it is asked for."""
        self._waiting.append(draft)
        self._drawer.keep_waiting(self._waiting)

    def waiting(self) -> Draft | None:
        """Return the newest entry that waits, which does so no longer, None where there is none."""
        if not self._waiting:
            return None
        newest = self._waiting.pop()
        self._draft = newest
        self.write_draft()
        self._drawer.keep_waiting(self._waiting)
        return newest

    @property
    def waits(self) -> int:
        """How many entries wait."""
        return len(self._waiting)

    def found_place(self) -> Place | None:
        """Return where the cursor stood in the last run."""
        return self._drawer.place()

    def note_place(self, lists: Lists) -> None:
        """Take down where the cursor stands."""
        self._pauses.after(PAUSE, "place", lambda: self.write_place(lists))

    def write_place(self, lists: Lists) -> None:
        """Write down where the cursor stands on a screen of its own; lists on top of it are not returned to."""
        rows, row = lists.listing.rows, lists.listing.row
        if row is not None and isinstance(rows, Held) and not lists.above and not self._read_only:
            self._drawer.keep_place(Place(screen=lists.page.sheet.id, row=rows.key(row)))

    def put_aside(self, text: str, subject: Subject) -> None:
        """Remember an entry that was not kept."""
        self._aside = (text, subject)

    def logged(self, text: str) -> None:
        """Remember an entry that was kept."""
        self._last, self._aside = text, None

    def again(self) -> tuple[str, Subject] | None:
        """Return what was put aside and with whom it was, else what was logged last, which is with nobody yet."""
        return self._aside or ((self._last, Subject()) if self._last else None)
