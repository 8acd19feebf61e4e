"""Reading the XML that a client sends: bounded, and without anything that XML can be made to fetch or blow up."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from trustcrm.plugin import InvalidValue

DEEPEST = 30
MOST_ELEMENTS = 60_000


class NotXml(InvalidValue):
    """A body that is no XML which is read here."""


class _Bounded(TreeBuilder):
    """Builds a tree of no more elements, and no deeper, than any client asks for."""

    def __init__(self) -> None:
        super().__init__()
        self._deep = self._count = 0

    def start(self, tag: Any, attributes: Any, /) -> Element:
        """Begin an element."""
        self._deep += 1
        self._count += 1
        if self._deep > DEEPEST or self._count > MOST_ELEMENTS:
            raise NotXml("The body has more elements, or deeper ones, than are read here.")
        return super().start(tag, attributes)

    def end(self, tag: Any, /) -> Element:
        """End an element."""
        self._deep -= 1
        return super().end(tag)


def xml_of(body: bytes) -> Element | None:
    """Return the tree of a body, None of an empty one. Raises `NotXml`."""
    if not body.strip():
        return None
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(body)
        tree: Element = parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        if isinstance(error, NotXml):
            raise
        raise NotXml("The body is no XML that is read here.") from None
    return tree
