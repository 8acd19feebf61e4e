"""Whom relations are with: cities and organisations, the two kinds of side a tie can have."""

from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.values import dataclass

ORGANISATION_KINDS = (
    "network", "consulate", "government", "company", "chamber", "diaspora", "university", "hospital", "ngo", "other",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class City(Record):
    """A city, town or other municipality."""

    noun: ClassVar[str] = "city"
    plural: ClassVar[str] = "cities"
    title_fields: ClassVar[tuple[str, ...]] = ("name", "country")

    name: Annotated[str, About("the name the office uses")]
    country: Annotated[str | None, About("ISO 3166 alpha-2 code of the country")] = None
    region: Annotated[str | None, About("state, province or prefecture")] = None
    aliases: Annotated[tuple[str, ...], About("other names, former names and other scripts", one="alias")] = ()
    latitude: Annotated[float | None, About("degrees north, -90 to 90")] = None
    longitude: Annotated[float | None, About("degrees east, -180 to 180")] = None
    time_zone: Annotated[str | None, About("IANA time zone key, such as Europe/Rome")] = None
    wikidata: Annotated[str | None, About("Wikidata id, such as Q490")] = None
    geonames: Annotated[str | None, About("GeoNames id, such as 3173435")] = None


@dataclass(frozen=True, kw_only=True)
class Organisation(Record):
    """A network of cities, a consulate, a company, a diaspora group or any other body."""

    noun: ClassVar[str] = "organisation"
    plural: ClassVar[str] = "organisations"

    name: Annotated[str, About("the name the office uses")]
    kind: Annotated[str, About("what sort of body it is", choices=ORGANISATION_KINDS)] = "other"
    city: Annotated[Ref | None, About("the city it sits in", refers=("city",))] = None
    country: Annotated[str | None, About("ISO 3166 alpha-2 code of the country it stands for")] = None
    aliases: Annotated[tuple[str, ...], About("other names and short forms", one="alias")] = ()
    website: Annotated[str | None, About("web address")] = None
    emails: Annotated[tuple[str, ...], About("mail addresses; one mailbox may serve many people", one="email")] = ()
    wikidata: Annotated[str | None, About("Wikidata id")] = None
