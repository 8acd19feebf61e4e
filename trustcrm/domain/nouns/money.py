"""What one currency is worth in another, by the office's own word: no rate that nobody gave is ever used."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Rate(Record):
    """What one unit of a currency is worth in another, from a day on."""

    noun: ClassVar[str] = "rate"
    plural: ClassVar[str] = "rates"
    title_fields: ClassVar[tuple[str, ...]] = ("currency", "into", "since")

    currency: Annotated[str, About("ISO 4217 code of what is changed, such as JPY")]
    into: Annotated[str, About("ISO 4217 code of what it is changed into")]
    worth: Annotated[Decimal, About("what one unit of the currency is worth in the other")]
    since: Annotated[date, About("the first day it holds")]
    until: Annotated[date | None, About("the last day it holds; empty where it holds until a later one begins")] = None
    source: Annotated[str, About("who published it: a central bank, the treasurer's list")]
