"""A request as WSGI hands it over, bounded."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from xml.etree.ElementTree import Element

from trustcrm_caldav_server.answers import Failed
from trustcrm_caldav_server.bodies import NotXml, xml_of
from trustcrm_caldav_server.conditions import Conditions

LARGEST_XML = 8_000_000
"""Most octets of a body of XML: a multiget of twenty thousand addresses has a few million."""


class Request:
    """One request."""

    def __init__(self, environ: Mapping[str, Any]) -> None:
        self._environ = environ
        self.method: str = environ["REQUEST_METHOD"]

    @property
    def path(self) -> str:
        """The path, its percent signs undone. Raises `Failed` where it is no text."""
        raw = self._environ.get("PATH_INFO", "") or "/"
        try:
            return str(raw.encode("latin-1").decode("utf-8"))
        except UnicodeError:
            raise Failed(HTTPStatus.BAD_REQUEST, "The address is not UTF-8.") from None

    @property
    def conditions(self) -> Conditions:
        """What is to be so before it is done."""
        return Conditions.of(self._environ)

    @property
    def depth(self) -> str:
        """How far down is asked."""
        return str(self._environ.get("HTTP_DEPTH", "")).strip().lower()

    @property
    def address(self) -> str:
        """Where it comes from."""
        return str(self._environ.get("REMOTE_ADDR", ""))

    @property
    def is_encrypted(self) -> bool:
        """Whether it came over TLS, as far as the proxy says that may say so."""
        return self._environ.get("wsgi.url_scheme") == "https"

    def header(self, name: str) -> str:
        """Return a header, "" where there is none."""
        return str(self._environ.get(name, ""))

    def credentials(self) -> tuple[str, str] | None:
        """Return name and password, None where none are given that can be read."""
        kind, _, told = self.header("HTTP_AUTHORIZATION").partition(" ")
        if kind.lower() != "basic":
            return None
        try:
            name, colon, password = base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")
        except (binascii.Error, UnicodeError):
            return None
        return (name, password) if colon else None

    def body(self, most: int) -> bytes:
        """Return the body. Raises `Failed` where it is larger than is read."""
        length = self.header("CONTENT_LENGTH") or "0"
        if not length.isascii() or not length.isdigit():
            raise Failed(HTTPStatus.BAD_REQUEST, "The length of the body is no number.")
        if int(length) > most:
            raise Failed(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body has more than the {most:,} octets that are read."
            )
        told: bytes = self._environ["wsgi.input"].read(int(length))
        return told

    def xml(self) -> Element | None:
        """Return the body as XML, None where it is empty. Raises `Failed`."""
        try:
            return xml_of(self.body(LARGEST_XML))
        except NotXml as error:
            raise Failed(HTTPStatus.BAD_REQUEST, str(error)) from None
