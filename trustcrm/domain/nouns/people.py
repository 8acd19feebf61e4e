"""People on either side, the seats they hold, and the office's own colleagues."""

from datetime import date
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.values import dataclass

ROLES = ("reader", "officer", "steward", "surge")


@dataclass(frozen=True, kw_only=True)
class Person(Record):
    """Somebody on another side. People are never scored; only ties and posts are read."""

    noun: ClassVar[str] = "person"
    plural: ClassVar[str] = "people"

    name: Annotated[str, About("full name, as the person writes it")]
    side: Annotated[Ref | None, About("the city or organisation the person belongs to", refers=("side",))] = None
    aliases: Annotated[tuple[str, ...], About("other names, spellings and scripts", one="alias")] = ()
    languages: Annotated[tuple[str, ...], About("languages spoken, as ISO 639 codes or names", one="language")] = ()
    emails: Annotated[
        tuple[str, ...], About("mail addresses; a shared mailbox may stand under many people", one="email")
    ] = ()
    phones: Annotated[tuple[str, ...], About("telephone numbers", one="phone")] = ()
    died_on: Annotated[date | None, About("day of death")] = None
    invented: Annotated[bool, About("true for the made-up people of the demo office")] = False


@dataclass(frozen=True, kw_only=True)
class Post(Record):
    """What people hold one after the other, such as Consul General of Japan; it stays when its holder leaves."""

    noun: ClassVar[str] = "post"
    plural: ClassVar[str] = "posts"
    title_fields: ClassVar[tuple[str, ...]] = ("title",)

    title: Annotated[str, About("the seat's title")]
    side: Annotated[Ref, About("the city or organisation the seat belongs to", refers=("side",))]
    honorary: Annotated[bool, About("an honorary rather than a career post")] = False
    district: Annotated[str | None, About("consular district or other area served")] = None
    languages: Annotated[tuple[str, ...], About("languages of the post", one="language")] = ()
    national_day: Annotated[str | None, About("national day as MM-DD")] = None
    precedence: Annotated[int | None, About("order of precedence, 1 first")] = None
    verified_on: Annotated[date | None, About("the day the entry was last checked")] = None
    verified_by: Annotated[str | None, About("who checked it, or which list")] = None


@dataclass(frozen=True, kw_only=True)
class Tenure(Record):
    """A person holding a post from one day to another."""

    noun: ClassVar[str] = "tenure"
    plural: ClassVar[str] = "tenures"
    title_fields: ClassVar[tuple[str, ...]] = ("person", "post")

    person: Annotated[Ref, About("who holds the post", refers=("person",))]
    post: Annotated[Ref, About("the post", refers=("post",))]
    from_on: Annotated[date | None, About("first day, where known")] = None
    to_on: Annotated[date | None, About("last day; empty while it lasts")] = None
    source: Annotated[str | None, About("where this is known from")] = None


@dataclass(frozen=True, kw_only=True)
class Colleague(Record):
    """Somebody who works, or worked, in this office. Ties belong to the city, never to a colleague."""

    noun: ClassVar[str] = "colleague"
    plural: ClassVar[str] = "colleagues"

    name: Annotated[str, About("full name")]
    email: Annotated[str | None, About("mail address")] = None
    from_on: Annotated[date | None, About("first day in the office")] = None
    to_on: Annotated[date | None, About("last day in the office; empty while it lasts")] = None
    login: Annotated[
        str | None, About("what the colleague works under: --as, TRUSTCRM_ACTOR or the machine's user")
    ] = None
    role: Annotated[str | None, About("what the colleague may do; empty stands for reader", choices=ROLES)] = None
    role_until: Annotated[date | None, About("last day of the role, afterwards reader; a surge has one")] = None
