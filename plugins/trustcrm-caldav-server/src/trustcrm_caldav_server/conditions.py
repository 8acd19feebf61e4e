"""If-Match and If-None-Match (RFC 9110): whether a request still applies to what stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from trustcrm_caldav_server.answers import Failed

_ETAG = re.compile(r'(W/)?"([^"]*)"')


@dataclass(frozen=True)
class Conditions:
    """What a request asks to be so before it is done."""

    match: str = ""
    none_match: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Conditions:
        """Return the conditions of a request."""
        return cls(environ.get("HTTP_IF_MATCH", "").strip(), environ.get("HTTP_IF_NONE_MATCH", "").strip())

    @property
    def versions(self) -> tuple[str, ...]:
        """The etags that an edit says it comes from."""
        return tuple(value for soft, value in _ETAG.findall(self.match) if not soft)

    def is_stale(self, etag: str | None) -> bool:
        """Return whether a version is named that stands there no more; None stands for nothing being there."""
        return bool(self.match) and (etag is None or not _holds(self.match, etag, weak=False))

    def check(self, etag: str | None, *, merging: bool = False) -> None:
        """Raise `Failed` unless a change applies; with `merging` one of a version that is gone does."""
        if self.is_stale(etag) and not (merging and etag is not None):
            raise Failed(HTTPStatus.PRECONDITION_FAILED, "It was changed meanwhile; read it again.")
        if self.none_match and etag is not None and _holds(self.none_match, etag, weak=True):
            raise Failed(HTTPStatus.PRECONDITION_FAILED, "There is something at this address already.")

    def is_known(self, etag: str) -> bool:
        """Return whether whoever reads has this version already."""
        return bool(self.none_match) and _holds(self.none_match, etag, weak=True)


def _holds(told: str, etag: str, *, weak: bool) -> bool:
    if told == "*":
        return True
    return any(value == etag and (weak or not soft) for soft, value in _ETAG.findall(told))
