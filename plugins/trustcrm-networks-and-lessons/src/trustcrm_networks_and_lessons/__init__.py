"""What city networks cost and bring, what other cities taught us, whom we reach through whom, what led to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustcrm_networks_and_lessons.memberships import Dues, dues

__all__ = ["Dues", "dues"]


def __getattr__(name: str) -> Any:
    """Return what other plugins may ask; it is imported once somebody does."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from trustcrm_networks_and_lessons import memberships

    return getattr(memberships, name)
