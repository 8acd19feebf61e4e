"""What a plugin may ask of words for the log: what they say, what they leave open, and how that is said back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.services.desk import Desk
    from trustcrm.services.quick_entry import Question, Understood


class QuestionsOfEntries:
    """Understands words as an entry for the log, whose kept form `Deeds.log` makes."""

    _desk: Desk

    def entry(
        self, text: str, *, with_side: str | None = None, on: date | None = None, window: int | None = None
    ) -> Understood:
        """Return what an entry for the log says, with the questions it leaves open; `Deeds.log` keeps it.

        `with_side` is a side's name or, as in "#4", its number; `window` the id of the crisis that it is about. Raises
        `InvalidValue` for an empty or overlong entry, `NotFound` or `Ambiguous` for the side.
        """
        from dataclasses import replace

        from trustcrm.services.log_answers import read_entry

        return replace(read_entry(self._desk, text, with_side=with_side, on=on), window=window)

    def needed(self, text: str, window: int | None = None) -> Understood | None:
        """Return what words say is needed in a crisis and asked of nobody yet, as "need 300 cots by friday" does.

        `Deeds.log` keeps it on the board of the crisis `window`, else of the one that began last. None where no crisis
        is on, and where the words name somebody or say anything else: then they are an `entry`. Raises `InvalidValue`
        for words that are too long.
        """
        from trustcrm.services.needed import read_needs

        return read_needs(self._desk, text, window)

    def answered(self, understood: Understood, question: Question, words: str) -> Understood:
        """Return an entry with a question settled by the number of a choice or a name; raise where it is no answer."""
        from trustcrm.services.log_answers import answer_in_words

        return answer_in_words(self._desk, understood, question, words)

    def said_back(self, understood: Understood) -> Sequence[str]:
        """Return in plain words what will be kept of an entry, also what is new here."""
        if understood.needed:
            from trustcrm.services.needed import say_back_needs

            return say_back_needs(self._desk, understood)
        from trustcrm.services.log import say_back

        return say_back(self._desk, understood)
