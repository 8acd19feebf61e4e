"""What was taken in from a calendar once, so that what was undone here since does not come again by itself."""

from __future__ import annotations

import hashlib

from trustcrm.plugin import KeyValues


class Taken:
    """Notes of one kind about one calendar: by UID, at which etag something of it was taken in."""

    def __init__(self, keys: KeyValues, kind: str, calendar: str) -> None:
        self._keys, self._folder = keys, f"{kind}/{calendar}/"

    def note(self, uid: str, etag: str) -> None:
        """Keep that something was taken in, in place of what stood there of it before."""
        self._keys.put(self._key(uid), etag)

    def among(self, etags: dict[str, str]) -> set[str]:
        """Return those UIDs of which the very state of an etag was taken in before."""
        noted = frozenset(self._keys.keys(self._folder))
        return {uid for uid, etag in etags.items() if self._key(uid) in noted and self._at(uid) == etag}

    def _at(self, uid: str) -> str | None:
        return self._keys.get(self._key(uid))

    def _key(self, uid: str) -> str:
        return self._folder + hashlib.sha256(uid.encode("utf-8", "replace")).hexdigest()
