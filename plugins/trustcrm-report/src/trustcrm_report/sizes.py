"""Which paper lies in an office's printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm.plugin import TrustCrmError

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext

LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Countries that print on Letter, all others on A4 (Unicode's CLDR, paperSize)."""


def paper_of(context: PluginContext) -> str:
    """Return "letter" or "a4" by the country of the office's city; "a4" where no office is open."""
    try:
        country = context.ask.home().country
    except TrustCrmError:
        return "a4"
    return "letter" if country in LETTER else "a4"
