"""The office itself, its list of kinds, and words attached to any record: tags and notes."""

from datetime import date
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.values import dataclass

KIND_FAMILIES = ("interaction", "step", "signal", "agreement", "tone")


@dataclass(frozen=True, kw_only=True)
class Office(Record):
    """One installation with its database; it has a home city."""

    noun: ClassVar[str] = "office"
    plural: ClassVar[str] = "offices"

    name: Annotated[str, About("what the office is called")]
    home: Annotated[Ref, About("the city it serves", refers=("city",))]
    time_zone: Annotated[str, About("IANA time zone key of its days and wall times")] = "UTC"
    cadence_days: Annotated[int, About("days between two-way contacts where a tie says nothing else")] = 180
    pinned_day: Annotated[date | None, About("the day this office takes for today; demo offices only")] = None


@dataclass(frozen=True, kw_only=True)
class Kind(Record):
    """A kind of interaction, step, signal, agreement or tone and its default intensity, which the office may edit."""

    noun: ClassVar[str] = "kind"
    plural: ClassVar[str] = "kinds"

    name: Annotated[str, About("the word used when recording")]
    family: Annotated[str, About("what it is a kind of", choices=KIND_FAMILIES)]
    intensity: Annotated[float, About("in Goldstein units, -10 to 10; 0 moves nothing")]
    cameo: Annotated[str, About("CAMEO code the figure is taken from or stands nearest to")]
    summary: Annotated[str, About("what it means")] = ""
    plugin: Annotated[str, About("the plugin that offered it")] = "core"


@dataclass(frozen=True, kw_only=True)
class Tag(Record):
    """A word tied to any record, for finding it again."""

    noun: ClassVar[str] = "tag"
    plural: ClassVar[str] = "tags"

    name: Annotated[str, About("the word")]
    about_noun: Annotated[str, About("the noun of what is tagged, such as city")]
    about_row: Annotated[int, About("the id of what is tagged")]


@dataclass(frozen=True, kw_only=True)
class Note(Record):
    """Free words about any record, with their author."""

    noun: ClassVar[str] = "note"
    plural: ClassVar[str] = "notes"
    title_fields: ClassVar[tuple[str, ...]] = ("words",)

    words: Annotated[str, About("what is noted")]
    about_noun: Annotated[str, About("the noun of what it is about, such as tie")]
    about_row: Annotated[int, About("the id of what it is about")]
    author: Annotated[str | None, About("who wrote it")] = None
    on: Annotated[date | None, About("when")] = None
    confidentiality: Annotated[str, About("who may read it", choices=CONFIDENTIALITY)] = "internal"
    colleague: Annotated[Ref | None, About("the colleague who wrote it", refers=("colleague",))] = None
