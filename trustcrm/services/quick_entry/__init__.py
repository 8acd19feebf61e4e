"""Quick entry: `trustcrm log "call with Milan +Giulia re test kits, friday follow up"`, read without a database.

`understand` reads a text into a frozen `Understood`, `echo` says it back in plain words, and `answer` settles the
questions that only a person can. Names come through the `NameBook` the caller hands in.
"""

from trustcrm.services.quick_entry.answer import Answer, answer
from trustcrm.services.quick_entry.echo import echo
from trustcrm.services.quick_entry.understand import LONGEST_ENTRY, understand
from trustcrm.services.quick_entry.values import (
    Choice,
    Contributed,
    FollowUp,
    Giver,
    Known,
    NameBook,
    New,
    PersonNamed,
    Piece,
    Question,
    SideNamed,
    Understood,
)

__all__ = [
    "LONGEST_ENTRY", "Answer", "Choice", "Contributed", "FollowUp", "Giver", "Known", "NameBook", "New", "PersonNamed",
    "Piece", "Question", "SideNamed", "Understood", "answer", "echo", "understand",
]  # fmt: skip
