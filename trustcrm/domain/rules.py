"""What a record may and may not say, before anything is kept; each rule words its refusal once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from operator import eq
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trustcrm.domain.columns import Same, distinct
from trustcrm.domain.days import in_order, not_ahead
from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import (
    NOUNS,
    Agreement,
    City,
    Colleague,
    Contribution,
    Engagement,
    Hold,
    Interaction,
    Kind,
    Need,
    Office,
    Organisation,
    Person,
    Post,
    Rate,
    RetentionClass,
    Signal,
    Step,
    Tenure,
    Tie,
    Window,
)
from trustcrm.domain.rates import check_rate, require_currency
from trustcrm.errors import InvalidValue
from trustcrm.text import listed, nearest, visible

EARLIEST = date(1000, 1, 1)
"""No city's records of today's relations reach back further; an earlier year is a slip of the keyboard."""

LONGEST_NAME = 500
LONGEST_WORDS = 100_000
_MOST_MINUTES = 100_000
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_NEVER_BLANK = ("name", "title", "what", "kind")


def check(record: Record, today: date) -> None:
    """Raise `InvalidValue`, in one sentence, for the first thing about a record that cannot be."""
    kind = type(record)
    values = record.__dict__
    for name, required, is_plainly_right in _checks(cast(Any, kind)):
        value = values[name]
        if value is None:
            if required:
                field = fields_of(kind)[name]
                raise InvalidValue(f"A {record.noun} needs {field.about.summary}; give --{dashed(name)}.")
        elif not is_plainly_right(value):
            _check_value(record, fields_of(kind)[name], value)
    rule = _RULES.get(kind)
    if rule is not None:
        rule(record, today)


def check_together(kind: type[Record], columns: Sequence[Sequence[Any]], today: date) -> bool:
    """Return whether many records of a kind, given field by field, are all plainly right; where not, `check` each."""
    for field, column in zip(fields_of(kind).values(), columns, strict=True):
        told = column[:1] if isinstance(column, Same) else column
        if None in told:
            if field.required:
                return False
            told = [value for value in told if value is not None]
        if not _are_plainly_right(field, told):
            return False
    if kind is Interaction:
        return _interactions_right(dict(zip(fields_of(kind), columns, strict=True)), today)
    rule = _RULES.get(kind)
    if rule is not None:
        names = tuple(fields_of(kind))
        record = object.__new__(kind)
        try:
            for values in zip(*columns, strict=True):
                record.__dict__.update(zip(names, values, strict=True))
                rule(record, today)
        except InvalidValue:
            return False
    return True


def _check_value(record: Record, field: Field, value: Any) -> None:
    if not _fits(field, value):
        raise InvalidValue(
            f"The {field.name} of this {record.noun} is a {type(value).__name__}, where {_expected(field)} belongs."
        )
    if field.about.choices and value not in field.about.choices:
        raise InvalidValue(_not_in(record.noun, field.name, value, field.about.choices))
    _check_size(record.noun, field.name, value)
    if isinstance(value, date) and not value >= EARLIEST:
        raise InvalidValue(f"The date {value.isoformat()} of this {record.noun} cannot be; check the year.")


@cache
def _checks(kind: Any) -> tuple[tuple[str, bool, Callable[[Any], bool]], ...]:
    """Return each field's name, whether it must be given, and what knows at a glance that nearly any value is right."""
    return tuple((field.name, field.required, _plainly_right(field)) for field in fields_of(kind).values())


def _plainly_right(field: Field) -> Callable[[Any], bool]:
    choices, most, blank = field.about.choices, _most(field.name), field.name not in _NEVER_BLANK
    if choices:
        return lambda value: value.__class__ is str and value in choices

    def words_right(value: Any) -> bool:
        return (
            value.__class__ is str
            and (value.isascii() or not _HALF_CHARACTER.search(value))
            and len(value) <= most
            and "\0" not in value
            and (blank or not (value == "" or value.isspace()))
        )

    if field.is_many:
        return lambda value: value.__class__ is tuple and all(map(words_right, value))
    if field.type is str:
        return words_right
    if field.type is date:
        return lambda value: value.__class__ is date and value >= EARLIEST
    if field.type in (int, float, Decimal, time, bool):
        return lambda value: value.__class__ is field.type
    return lambda value: False


def _are_plainly_right(field: Field, values: Sequence[Any]) -> bool:
    """Return what `_plainly_right` does, of many values of a field at once."""
    kinds = set(map(type, values))
    if field.about.choices:
        return kinds <= {str} and set(values).issubset(field.about.choices)
    if field.type is date:
        return kinds <= {date} and min(values, default=EARLIEST) >= EARLIEST
    if not kinds <= {field.type}:
        return not values or all(map(_plainly_right(field), values))
    if field.type is not str:
        return True
    whole = "".join(values)
    return (
        (whole.isascii() or not _HALF_CHARACTER.search(whole))
        and max(map(len, values), default=0) <= _most(field.name)
        and "\0" not in whole
        and (field.name not in _NEVER_BLANK or not any(value == "" or value.isspace() for value in values))
    )


def _fits(field: Field, value: Any) -> bool:
    """Return whether a value is of the field's type; what a plugin hands over is not checked by anyone else."""
    if field.is_many:
        return isinstance(value, tuple) and all(isinstance(word, str) for word in value)
    if field.type is float:
        return isinstance(value, (int, float))
    if field.type is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if field.type is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, field.type)


def _expected(field: Field) -> str:
    return "a tuple of words" if field.is_many else f"a {field.type.__name__}"


def dashed(name: str) -> str:
    """Return a field's name as a flag spells it."""
    return name.replace("_", "-")


def _check_size(noun: str, name: str, value: Any) -> None:
    for word in value if isinstance(value, tuple) else (value,):
        if not isinstance(word, str):
            continue
        if name in _NEVER_BLANK and not word.strip():
            raise InvalidValue(f"The {name} of a {noun} cannot be empty.")
        if not word.isascii() and _HALF_CHARACTER.search(word):
            raise InvalidValue(f"The {name} of this {noun} holds half a character, which cannot be kept; remove it.")
        if "\x00" in word:
            raise InvalidValue(f"The {name} of this {noun} holds a NUL character; remove it.")
        most = _most(name)
        if len(word) > most:
            raise InvalidValue(
                f"The {name} of this {noun} is {len(word):,} characters long; at most {most:,} are kept."
            )


def _most(name: str) -> int:
    return LONGEST_NAME if name in ("name", "title", "aliases") else LONGEST_WORDS


def _not_in(noun: str, name: str, value: str, choices: tuple[str, ...]) -> str:
    near = nearest(str(value), choices)
    hint = f"did you mean {near!r}?" if near else f"it can be {listed(choices, most=len(choices))}."
    return f"{visible(str(value))!r} is no {name} of a {noun}; {hint}"


def _city(city: City, today: date) -> None:
    _check_country(city.country)
    if city.latitude is not None and not -90 <= city.latitude <= 90:
        raise InvalidValue(f"A latitude of {city.latitude:g} cannot be; it lies between -90 and 90 degrees.")
    if city.longitude is not None and not -180 <= city.longitude <= 180:
        raise InvalidValue(f"A longitude of {city.longitude:g} cannot be; it lies between -180 and 180 degrees.")
    _check_zone(city.time_zone)


def _check_country(country: str | None) -> None:
    if country is not None and not re.fullmatch("[A-Z]{2}", country):
        raise InvalidValue(f"{visible(country)!r} is no country code; use ISO 3166's two letters, such as IT or US.")


def _check_zone(zone: str | None) -> None:
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidValue(f"{visible(zone)!r} is no time zone; use an IANA key, such as Europe/Rome.") from None


def _office(office: Office, today: date) -> None:
    _check_zone(office.time_zone)
    _check_cadence(office.cadence_days)


def _check_cadence(days: int | None) -> None:
    if days is not None and not 1 <= days <= 3660:
        raise InvalidValue(f"A cadence of {days} days cannot be kept; choose 1 to 3660.")


def _organisation(organisation: Organisation, today: date) -> None:
    _check_country(organisation.country)


def _person(person: Person, today: date) -> None:
    if person.died_on is not None:
        not_ahead(person.died_on, today, "A death")


def _colleague(colleague: Colleague, today: date) -> None:
    if colleague.role is not None and not (colleague.login or "").strip():
        raise InvalidValue(f"A {colleague.role} needs the login the colleague works under; give --login.")
    if colleague.role == "surge" and colleague.role_until is None:
        raise InvalidValue("A surge is for a while; give its last day with --role-until.")
    if colleague.role is None and colleague.role_until is not None:
        raise InvalidValue("A role that is not there cannot end; give --role, or leave --role-until out.")


def _post(post: Post, today: date) -> None:
    if post.national_day is not None:
        try:
            date.fromisoformat(f"2000-{post.national_day}")
        except ValueError:
            raise InvalidValue(
                f"{visible(post.national_day)!r} is no national day; write it as MM-DD, such as 09-21."
            ) from None


def _tenure(tenure: Tenure, today: date) -> None:
    in_order(tenure.from_on, tenure.to_on, "The tenure")


def _tie(tie: Tie, today: date) -> None:
    if tie.one == tie.other:
        raise InvalidValue("A tie needs two different sides; nobody is tied to itself.")
    in_order(tie.since, tie.ended_on, "The tie")
    _check_cadence(tie.cadence_days)
    if tie.state == "ended" and tie.why is None and tie.ended_on is None:
        raise InvalidValue("A tie that ended needs to say why or when; give --why or --ended-on.")


def _agreement(agreement: Agreement, today: date) -> None:
    in_order(agreement.signed_on, agreement.ends_on, "The agreement")
    in_order(agreement.notice_on, agreement.ends_on, "The agreement's notice period")
    if agreement.signed_on is not None:
        not_ahead(agreement.signed_on, today, "A signing")
    if agreement.file_sha256 is not None and not re.fullmatch("[0-9a-f]{64}", agreement.file_sha256):
        raise InvalidValue("The file's SHA-256 is not 64 hexadecimal digits; take it from `sha256sum FILE`.")


def _window(window: Window, today: date) -> None:
    in_order(window.starts_on, window.ends_on, f"The {window.kind}")


def _need(need: Need, today: date) -> None:
    _check_quantity(need.quantity)
    if need.quantity is not None and need.unit is None:
        raise InvalidValue(f"{need.quantity} of what? Give the unit that the need is counted in with --unit.")
    if need.closed_on is not None:
        not_ahead(need.closed_on, today, "A need closed")


def _interaction(interaction: Interaction, today: date) -> None:
    not_ahead(interaction.on, today, f"A {interaction.kind}")
    if interaction.giver == interaction.receiver:
        raise InvalidValue("An interaction needs two different sides; who was it with?")
    if interaction.minutes is not None and not 0 <= interaction.minutes <= _MOST_MINUTES:
        raise InvalidValue(f"A {interaction.kind} of {interaction.minutes} minutes cannot be.")
    if interaction.tone is not None and not -2 <= interaction.tone <= 2:
        raise InvalidValue(f"A tone of {interaction.tone} cannot be; it runs from -2 to 2.")


def _interactions_right(columns: Mapping[str, Sequence[Any]], today: date) -> bool:
    """Return whether `_interaction` has nothing against any of many interactions, given field by field."""
    minutes, tones = ([value for value in distinct(columns[name]) if value is not None] for name in ("minutes", "tone"))
    return (
        max(columns["on"], default=today) <= today
        and not any(map(eq, columns["giver"], columns["receiver"]))
        and all(0 <= value <= _MOST_MINUTES for value in minutes)
        and all(-2 <= value <= 2 for value in tones)
    )


def _contribution(contribution: Contribution, today: date) -> None:
    if contribution.giver == contribution.receiver:
        raise InvalidValue("A contribution needs two different sides; who gives and who receives?")
    if contribution.value is not None:
        if not contribution.value.is_finite():
            raise InvalidValue(f"A contribution cannot be worth {contribution.value}; give an amount.")
        if contribution.value < 0:
            raise InvalidValue("A contribution cannot be worth less than nothing.")
        if contribution.value_currency is None or contribution.value_method is None:
            raise InvalidValue(
                "A value needs its currency and how it was valued; give --value-currency and --value-method."
            )
    if contribution.value_currency is not None:
        require_currency(contribution.value_currency)


def _step(step: Step, today: date) -> None:
    not_ahead(step.on, today, f"A step {step.state!r}")
    _check_quantity(step.quantity)


def _check_quantity(quantity: Decimal | None) -> None:
    if quantity is not None and not (quantity.is_finite() and quantity > 0):
        raise InvalidValue(f"A quantity of {quantity} cannot be; it must be more than nothing.")


def _signal(signal: Signal, today: date) -> None:
    not_ahead(signal.on, today, "A signal")
    if signal.giver == signal.receiver:
        raise InvalidValue("A signal needs two different sides; nobody's goodwill to itself is evidence.")
    if not signal.witness.strip():
        raise InvalidValue("A signal needs its witness: who saw or heard it, or which public source.")


def _engagement(engagement: Engagement, today: date) -> None:
    _check_zone(engagement.time_zone)
    in_order(engagement.starts_on, engagement.ends_on, "The engagement")
    same_day = engagement.ends_on in (None, engagement.starts_on)
    if same_day and engagement.starts_at and engagement.ends_at and engagement.ends_at < engagement.starts_at:
        raise InvalidValue("The engagement would end before it begins; check its times.")
    if engagement.state == "held":
        not_ahead(engagement.starts_on, today, "An engagement held")


def _kind(kind: Kind, today: date) -> None:
    if not -10 <= kind.intensity <= 10:
        raise InvalidValue(f"An intensity of {kind.intensity:g} cannot be; Goldstein's scale runs from -10 to 10.")
    if not re.fullmatch("[0-9]{2,4}", kind.cameo):
        raise InvalidValue(f"{visible(kind.cameo)!r} is no CAMEO code; it has two to four digits.")


def _retention_class(retention_class: RetentionClass, today: date) -> None:
    if retention_class.years is not None and not 0 <= retention_class.years <= 1000:
        raise InvalidValue(f"Records cannot be kept for {retention_class.years} years; choose 0 to 1000, or none.")
    noun, kind = retention_class.for_noun, retention_class.for_kind
    if noun is not None and noun not in NOUNS:
        raise InvalidValue(_not_in("retention-class", "for_noun", noun, tuple(NOUNS)))
    if kind is not None and (noun is None or "kind" not in fields_of(NOUNS[noun])):
        raise InvalidValue("A class for one kind needs the noun it is a kind of; give --for-noun, interaction say.")


def _hold(hold: Hold, today: date) -> None:
    in_order(hold.since, hold.lifted_on, "The hold")


_RULES: Mapping[type[Record], Callable[[Any, date], None]] = MappingProxyType(
    {
        City: _city, Office: _office, Organisation: _organisation, Person: _person, Post: _post, Tenure: _tenure,
        Tie: _tie, Agreement: _agreement, Window: _window, Need: _need, Interaction: _interaction,
        Contribution: _contribution, Colleague: _colleague, Step: _step, Signal: _signal, Engagement: _engagement,
        Kind: _kind, RetentionClass: _retention_class, Hold: _hold, Rate: check_rate,
    }
)  # fmt: skip
