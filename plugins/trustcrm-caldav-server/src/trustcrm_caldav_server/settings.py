"""The settings of the server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CaldavServerSettings:
    """The keys of `[plugins.caldav-server]`.

    `merge_stale` lets an edit of an event that was changed meanwhile be merged, where a program would drop it when told
    that it came too late, as DAVx⁵ does.
    """

    merge_stale: bool = False
