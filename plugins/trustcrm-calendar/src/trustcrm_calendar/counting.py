"""What the commands say of engagements that stay here."""

from __future__ import annotations

from trustcrm.plugin import counted


def held_back(count: int) -> str:
    """Return, after a blank, how many restricted engagements stay here, "" where none does."""
    if not count:
        return ""
    return f" {counted(count, 'restricted engagement stays', 'restricted engagements stay')} here."
