"""What an actor's name tells of it: "Police (Germany)" is Germany's, and of the sort "Police"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trustcrm.plugin import SideProfile

_OF_A_COUNTRY = re.compile(r"(?P<sort>.+?) \((?P<country>[^()]+(?:\([^()]*\))?)\)")
STATE = "state"
"""The sort of an actor that is called as the country of another."""


def profiles_of(names: Mapping[int, str]) -> list[SideProfile]:
    """Return a profile of every actor whose name tells one, in the order of their numbers."""
    told = {number: found for number, name in names.items() if (found := _OF_A_COUNTRY.fullmatch(name.strip()))}
    countries = {found["country"] for found in told.values()}
    profiles = []
    for number, name in sorted(names.items()):
        if number in told:
            profiles.append(SideProfile(side=number, **told[number].groupdict()))
        elif name.strip() in countries:
            profiles.append(SideProfile(side=number, country=name.strip(), sort=STATE))
    return profiles
