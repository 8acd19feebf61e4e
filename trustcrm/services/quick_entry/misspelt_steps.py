"""Words for a deed that somebody misspelt: "they ofer 200 tents". Nearly one, beside a quantity, is asked about."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from trustcrm.services.quick_entry.amounts import amount_at
from trustcrm.services.quick_entry.names import ordinary
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.telling import Step
from trustcrm.services.quick_entry.values import Choice, Question
from trustcrm.services.quick_entry.vocabulary import ASIDES, PRONOUNS_THEM, PRONOUNS_US, STEP_WORDS, words_of

_ALIKE, _SHORTEST = 0.78, 4
"""How alike a word and one for a deed must be, as a kind is: "ofer" and "offer" are 0.889; and its fewest letters."""
_OTHERS = words_of("spent owned lead leads shopped present reserved pleaded relieved")
"""Words that mean something else of a number: "they spent 200 euros"."""
_AIMS = sorted(word for word in STEP_WORDS if len(word) >= _SHORTEST and word.isalpha())


def mend_steps(page: Page) -> None:
    """Read every word that is nearly one for a deed as that one, and note it as a slip to be asked about."""
    for at in range(len(page) - 1):
        if meant := _meant(page, at):
            page.slips[at] = meant
            page.tokens[at] = replace(page.tokens[at], low=meant)


def asked_about(page: Page, step: Step, place: int, *, otherwise: bool) -> list[Question]:
    """Ask whether the word that a step was read from means it; `otherwise` says whether an entry tells more than it."""
    at = next((at for at in range(step.first, step.last + 1) if at in page.slips), None)
    if at is None:
        return []
    typed, meant = page.said(at, at), page.slips[at]
    choices = [Choice(label=f"yes, {meant}", value=step.state)]
    if otherwise:
        choices.append(Choice(label="no; leave it in the note", value=None))
    return [
        Question(about="step", text=f"Does “{typed}” mean {meant}?", choices=tuple(choices), place=place, words=typed)
    ]


def _meant(page: Page, at: int) -> str:
    token = page.tokens[at]
    word = token.low
    if token.verbatim or not token.text.islower() or not word.isalpha() or len(word) < _SHORTEST:
        return ""
    if word in STEP_WORDS or word in _OTHERS or ordinary(word):
        return ""
    if not page.joined(at + 1) or amount_at(page, at + 1) is None:
        return ""
    alike = {aim: _likeness(word, aim) for aim in _AIMS if aim[0] == word[0]}
    best = max(alike, key=lambda aim: alike[aim], default="")
    return best if best and alike[best] >= _ALIKE and _acts(page, at) else ""


def _likeness(word: str, aim: str) -> float:
    """Return how alike two words are; those of the same letters, "sned" and "send", are as good as one."""
    return 1.0 if sorted(word) == sorted(aim) else SequenceMatcher(None, word, aim, autojunk=False).ratio()


def _acts(page: Page, at: int) -> bool:
    """Whether somebody who acts stands before a word, or nothing: "they ofer", "Milan will ofer"."""
    if not page.joined(at):
        return True
    before = page.tokens[at - 1]
    return before.low in PRONOUNS_US | PRONOUNS_THEM | ASIDES or before.named or bool(page.sides(before.text))
