"""Standing relations: ties, who looks after them, the agreements that bind them, windows that change reading."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.values import dataclass

TIE_KINDS = ("sister", "friendship", "partner", "network", "consular", "project")
TIE_STATES = ("exploring", "active", "hibernating", "ended")
WINDOW_KINDS = ("crisis", "pause")


@dataclass(frozen=True, kw_only=True)
class Tie(Record):
    """A standing relation between two sides, usually our city and another; it outlives everyone who served it."""

    noun: ClassVar[str] = "tie"
    plural: ClassVar[str] = "ties"
    title_fields: ClassVar[tuple[str, ...]] = ("one", "other", "kind")

    one: Annotated[Ref, About("one side; our own city where it is ours", refers=("side",))]
    other: Annotated[Ref, About("the other side", refers=("side",))]
    kind: Annotated[str, About("what sort of tie it is", choices=TIE_KINDS)] = "sister"
    state: Annotated[str, About("where it stands", choices=TIE_STATES)] = "active"
    since: Annotated[date | None, About("since when; January 1st where only the year is known")] = None
    ended_on: Annotated[date | None, About("when it ended")] = None
    why: Annotated[str | None, About("why it hibernates or ended, or why an attempt came to nothing")] = None
    origin: Annotated[str | None, About("why it exists: the story of its beginning")] = None
    cadence_days: Annotated[int | None, About("how many days may pass between two-way contacts")] = None
    source: Annotated[str | None, About("where this is known from")] = None


@dataclass(frozen=True, kw_only=True)
class Custody(Record):
    """A colleague looking after a tie for a while; the tie itself is the city's."""

    noun: ClassVar[str] = "custody"
    plural: ClassVar[str] = "custodies"
    title_fields: ClassVar[tuple[str, ...]] = ("colleague", "tie")

    tie: Annotated[Ref, About("the tie looked after", refers=("tie",))]
    colleague: Annotated[Ref, About("who looks after it", refers=("colleague",))]
    from_on: Annotated[date | None, About("first day")] = None
    to_on: Annotated[date | None, About("last day; empty while it lasts")] = None


@dataclass(frozen=True, kw_only=True)
class Agreement(Record):
    """A signed text with its term, its notice date and the text it renews."""

    noun: ClassVar[str] = "agreement"
    plural: ClassVar[str] = "agreements"
    title_fields: ClassVar[tuple[str, ...]] = ("title",)

    title: Annotated[str, About("what the text is called")]
    tie: Annotated[Ref, About("the tie it belongs to", refers=("tie",))]
    signed_on: Annotated[date | None, About("day of signing")] = None
    ends_on: Annotated[date | None, About("last day of its term; empty where it has none")] = None
    notice_on: Annotated[date | None, About("last day to give notice or to renew")] = None
    renews: Annotated[Ref | None, About("the earlier text it renews", refers=("agreement",))] = None
    signatories: Annotated[tuple[str, ...], About("who signed, with their posts", one="signatory")] = ()
    languages: Annotated[tuple[str, ...], About("languages of the text", one="language")] = ()
    resolution: Annotated[str | None, About("number of the council resolution")] = None
    file_sha256: Annotated[str | None, About("SHA-256 of the signed file, 64 hexadecimal digits")] = None
    words: Annotated[str | None, About("what it says, clause by clause")] = None


@dataclass(frozen=True, kw_only=True)
class Window(Record):
    """A named stretch of time that changes reading: a crisis, or a pause that stops every cadence."""

    noun: ClassVar[str] = "window"
    plural: ClassVar[str] = "windows"

    name: Annotated[str, About("what it is called")]
    kind: Annotated[str, About("a crisis or a pause", choices=WINDOW_KINDS)] = "crisis"
    starts_on: Annotated[date, About("first day")]
    ends_on: Annotated[date | None, About("last day; empty while it lasts")] = None
    words: Annotated[str | None, About("what it is about")] = None


@dataclass(frozen=True, kw_only=True)
class Need(Record):
    """Something that a side lacks in a crisis, and how much of it; contributions say which need they answer."""

    noun: ClassVar[str] = "need"
    plural: ClassVar[str] = "needs"
    title_fields: ClassVar[tuple[str, ...]] = ("what",)

    what: Annotated[str, About("what is lacking: masks, pumps, interpreters of Somali")]
    window: Annotated[Ref, About("the crisis it belongs to", refers=("window",))]
    side: Annotated[Ref | None, About("who lacks it; our own city where empty", refers=("side",))] = None
    unit: Annotated[str | None, About("unit of its quantity: masks, EUR, hours")] = None
    quantity: Annotated[Decimal | None, About("how much is needed, in its unit")] = None
    by_on: Annotated[date | None, About("by when")] = None
    closed_on: Annotated[date | None, About("when it was met or given up; empty while it is open")] = None
    words: Annotated[str | None, About("anything else worth keeping")] = None
    source: Annotated[str | None, About("where this is known from")] = None
