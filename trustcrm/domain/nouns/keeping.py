"""How long what an office keeps is kept: classes of its records schedule, what is put into them, legal holds."""

from datetime import date
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.values import dataclass

RETENTION_STARTS = ("last act", "end", "day")


@dataclass(frozen=True, kw_only=True)
class RetentionClass(Record):
    """A class of the office's records schedule: how long its records are kept, counted from when, by which authority.

    With `for_noun` it is the default for that noun, with `for_kind` too for that kind of it.
    """

    noun: ClassVar[str] = "retention-class"
    plural: ClassVar[str] = "retention classes"

    name: Annotated[str, About("what the schedule calls it, such as correspondence")]
    authority: Annotated[str, About("what it rests on: the schedule's number, a law, an order")]
    years: Annotated[int | None, About("whole years its records are kept; empty where they are permanent")] = None
    after: Annotated[
        str, About("from when: the last act between its sides, its end, or its own day", choices=RETENTION_STARTS)
    ] = "day"
    for_noun: Annotated[str | None, About("the noun whose records it holds by default, such as interaction")] = None
    for_kind: Annotated[str | None, About("the kind of that noun, where it is for one alone, such as letter")] = None
    words: Annotated[str | None, About("what belongs into it")] = None


@dataclass(frozen=True, kw_only=True)
class Retention(Record):
    """One record put into a class of the schedule, whatever its default is."""

    noun: ClassVar[str] = "retention"
    plural: ClassVar[str] = "retentions"
    title_fields: ClassVar[tuple[str, ...]] = ("retention_class", "about_noun", "about_row")

    retention_class: Annotated[Ref, About("the class", refers=("retention-class",))]
    about_noun: Annotated[str, About("the noun of what is put into it, such as agreement")]
    about_row: Annotated[int, About("the id of what is put into it")]
    why: Annotated[str | None, About("why it belongs there")] = None


@dataclass(frozen=True, kw_only=True)
class Hold(Record):
    """A legal hold on a record and all that belongs to it: until lifted, nothing of it is erased or disposed of."""

    noun: ClassVar[str] = "hold"
    plural: ClassVar[str] = "holds"
    title_fields: ClassVar[tuple[str, ...]] = ("why", "about_noun", "about_row")

    why: Annotated[str, About("what it is for: a claim, a request for access, an audit")]
    authority: Annotated[str, About("who ordered it, and under which number")]
    about_noun: Annotated[str, About("the noun of what is held, such as tie")]
    about_row: Annotated[int, About("the id of what is held")]
    since: Annotated[date | None, About("its first day")] = None
    lifted_on: Annotated[date | None, About("the day it was lifted; empty while it lasts")] = None

    def stands(self, today: date) -> bool:
        """Return whether it still holds on a day."""
        return self.lifted_on is None or self.lifted_on > today
