"""The form in which GDELT publishes events: cells parted by tabs, without a header, 57 or 58 of them, since 2015 61.

What a cell means is told by its place, as the codebooks of GDELT 1.0 and 2.0 set it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from trustcrm_events.cameo import by_code

_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_EVENT = (
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
)  # fmt: skip
_PLACE = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_FINER_PLACE = (*_PLACE[:4], "ADM2Code", *_PLACE[4:])
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_CODE = re.compile(r"\d{2,4}", re.ASCII)


def _header(place: Sequence[str], *last: str) -> tuple[str, ...]:
    actors = (f"{actor}{name}" for actor in ("Actor1", "Actor2") for name in _ACTOR)
    places = (f"{of}Geo_{name}" for of in ("Actor1", "Actor2", "Action") for name in place)
    return ("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate", *actors, *_EVENT, *places, *last)


_HEADERS: Mapping[int, Sequence[str]] = {
    len(header): header
    for header in (
        _header(_PLACE, "DATEADDED"),
        _header(_PLACE, "DATEADDED", "SOURCEURL"),
        _header(_FINER_PLACE, "DATEADDED", "SOURCEURL"),
    )
}


def header_of(line: str) -> Sequence[str] | None:
    """Return what the cells of a file are whose first line is `line`, None where it is none of GDELT's."""
    cells = line.rstrip("\r\n").split("\t")
    header = _HEADERS.get(len(cells))
    if header is None:
        return None
    told = dict(zip(header, cells, strict=True))
    looks = (_NUMBER, told["GlobalEventID"]), (_DAY, told["Day"]), (_CODE, told["EventCode"])
    return header if all(form.fullmatch(cell) for form, cell in looks) else None


def day_of(told: str) -> date | str:
    """Return the day that GDELT writes as 20150218, the sentence that says why it is none otherwise."""
    match = _DAY.fullmatch(told)
    if match is None:
        return f"The day is {told[:20]!r}, not like 20150218."
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return f"The day {told} does not exist."


def actor(told: Mapping[str, str], which: str) -> str:
    """Return an actor's name, with its country where it is not the country itself: GDELT has a POLICE in each."""
    name, country = told[f"{which}Name"], told[f"{which}CountryCode"]
    return f"{name} ({country})" if name and country and told[f"{which}Code"] != country else name


def word_of(code: str) -> str:
    """Return the text of a code, "" where the list lacks it."""
    listed = by_code().get(code)
    return listed.summary if listed else ""


def publisher(told: Mapping[str, str]) -> str | None:
    """Return who published the article an event is from: its site, or the name that stands in place of an address."""
    address = told.get("SOURCEURL", "")
    try:
        return (urlsplit(address).hostname or address)[:80] or None
    except ValueError:
        return address[:80]
