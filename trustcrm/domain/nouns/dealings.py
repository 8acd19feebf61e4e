"""What happens between sides: interactions and who took part, contributions and their steps, signals of goodwill."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.values import dataclass

MODES = ("in person", "phone", "video", "letter", "mail", "message", "public", "other")
DIRECTIONS = ("mutual", "one-way")
CONTRIBUTION_KINDS = ("goods", "money", "expertise", "voice", "access", "hospitality", "condolence")
STEP_STATES = (
    "asked", "offered", "pledged", "committed", "in transit", "received", "inspected", "distributed", "acknowledged",
    "declined", "lapsed",
)  # fmt: skip
CARRIERS = ("officials", "residents", "business")
CONFIDENTIALITY = ("open", "internal", "restricted")


@dataclass(frozen=True, kw_only=True)
class Interaction(Record):
    """Something that happened between two sides; whoever else took part stands among its participants."""

    noun: ClassVar[str] = "interaction"
    plural: ClassVar[str] = "interactions"
    title_fields: ClassVar[tuple[str, ...]] = ("on", "kind", "words")

    kind: Annotated[str, About("what it was: a kind of the office's list, such as call or meeting")]
    giver: Annotated[Ref, About("the side that acted first: who called, wrote, came", refers=("side",))]
    receiver: Annotated[Ref, About("the side it was directed to", refers=("side",))]
    on: Annotated[date, About("the day it happened")]
    at: Annotated[time | None, About("the hour it began, in the office's time zone")] = None
    minutes: Annotated[int | None, About("how long it lasted, in minutes")] = None
    mode: Annotated[str | None, About("how it took place", choices=MODES)] = None
    direction: Annotated[str, About("mutual where both sides took part in it", choices=DIRECTIONS)] = "mutual"
    tone: Annotated[int | None, About("how the other side was towards us, -2 to 2, in the witness's judgement")] = None
    words: Annotated[str | None, About("what was said or done")] = None
    place: Annotated[str | None, About("where")] = None
    source: Annotated[str | None, About("where this is known from")] = None
    confidentiality: Annotated[str, About("who may read it", choices=CONFIDENTIALITY)] = "internal"


@dataclass(frozen=True, kw_only=True)
class Participant(Record):
    """A person, or a whole side, that took part in an interaction."""

    noun: ClassVar[str] = "participant"
    plural: ClassVar[str] = "participants"
    title_fields: ClassVar[tuple[str, ...]] = ("person", "side", "role")

    interaction: Annotated[Ref, About("the interaction", refers=("interaction",))]
    person: Annotated[Ref | None, About("who took part", refers=("person",))] = None
    side: Annotated[Ref | None, About("for which city or organisation", refers=("side",))] = None
    colleague: Annotated[Ref | None, About("our own colleague who took part", refers=("colleague",))] = None
    role: Annotated[str | None, About("as what: chair, speaker, interpreter, guest")] = None


@dataclass(frozen=True, kw_only=True)
class Contribution(Record):
    """Something of value between two sides; its steps tell how far it came. A pledge is not a deed."""

    noun: ClassVar[str] = "contribution"
    plural: ClassVar[str] = "contributions"
    title_fields: ClassVar[tuple[str, ...]] = ("what",)

    what: Annotated[str, About("what is given: masks, a grant, an engineer for two weeks")]
    giver: Annotated[Ref, About("the side that gives, or is asked to", refers=("side",))]
    receiver: Annotated[Ref, About("the side that receives, or asks", refers=("side",))]
    kind: Annotated[str, About("what sort of value it is", choices=CONTRIBUTION_KINDS)] = "goods"
    unit: Annotated[str | None, About("unit of its quantities: masks, EUR, hours; one unit a contribution")] = None
    carried_by: Annotated[str, About("whose deed it is on the giver's side", choices=CARRIERS)] = "officials"
    value: Annotated[Decimal | None, About("what it is worth, where somebody valued it")] = None
    value_currency: Annotated[str | None, About("ISO 4217 code of that value")] = None
    value_method: Annotated[str | None, About("how it was valued: invoice, market price, estimate")] = None
    value_on: Annotated[date | None, About("the day it was valued")] = None
    words: Annotated[str | None, About("anything else worth keeping")] = None
    source: Annotated[str | None, About("where this is known from")] = None
    confidentiality: Annotated[str, About("who may read it", choices=CONFIDENTIALITY)] = "internal"
    need: Annotated[Ref | None, About("the need it answers", refers=("need",))] = None
    window: Annotated[Ref | None, About("the crisis it is of, where its days do not say", refers=("window",))] = None


@dataclass(frozen=True, kw_only=True)
class Step(Record):
    """One step of a contribution: asked, offered, pledged, … received, acknowledged; often for a part of it.

    What was received may be inspected and distributed before it is acknowledged; neither is an act towards anybody.
    """

    noun: ClassVar[str] = "step"
    plural: ClassVar[str] = "steps"
    title_fields: ClassVar[tuple[str, ...]] = ("on", "state", "quantity")

    contribution: Annotated[Ref, About("the contribution", refers=("contribution",))]
    state: Annotated[str, About("how far it came", choices=STEP_STATES)]
    on: Annotated[date, About("the day of this step")]
    quantity: Annotated[Decimal | None, About("how much, in the contribution's unit")] = None
    due_on: Annotated[date | None, About("by when it was promised")] = None
    words: Annotated[str | None, About("what was said or done")] = None
    interaction: Annotated[Ref | None, About("the interaction it was part of", refers=("interaction",))] = None
    source: Annotated[str | None, About("where this is known from")] = None


@dataclass(frozen=True, kw_only=True)
class Signal(Record):
    """One dated, witnessed piece of evidence of goodwill, or of its opposite."""

    noun: ClassVar[str] = "signal"
    plural: ClassVar[str] = "signals"
    title_fields: ClassVar[tuple[str, ...]] = ("on", "kind")

    kind: Annotated[str, About("a kind of the closed list, such as gave public credit")]
    giver: Annotated[Ref, About("the side that showed it", refers=("side",))]
    receiver: Annotated[Ref, About("the side it was shown to", refers=("side",))]
    on: Annotated[date, About("the day it was witnessed")]
    witness: Annotated[str, About("who saw or heard it, or which public source")]
    words: Annotated[str | None, About("what happened")] = None
    interaction: Annotated[Ref | None, About("the interaction it was part of", refers=("interaction",))] = None
    source: Annotated[str | None, About("where this is known from")] = None
    confidentiality: Annotated[str, About("who may read it", choices=CONFIDENTIALITY)] = "internal"
