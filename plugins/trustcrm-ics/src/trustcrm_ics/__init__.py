"""TrustCRM plugin ics: what it reads of calendars, for other plugins to bring in too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from trustcrm_ics.encoding import in_utf8, is_utf16
from trustcrm_ics.revision import Revision

if TYPE_CHECKING:
    from trustcrm.plugin import Draft, PluginContext, Rejected, Source

__all__ = ["IMPORTER", "Revision", "in_utf8", "is_utf16", "pieces"]

IMPORTER = "ics:ics"
"""The full name of the importer, whose keys those of the drafts are."""


def pieces(
    context: PluginContext, source: Source, wanted: Callable[[Revision], bool]
) -> Iterator[Draft | Rejected]:  # fmt: skip
    """Yield what the importer `ics` yields of a source, but of entries that are not `wanted`.

    It is asked of each meeting or series that can be read once, right before what that becomes is yielded. Raises
    what the importer raises.
    """
    from trustcrm_ics.importer import CalendarImporter

    return CalendarImporter(context, wanted).read(source)
