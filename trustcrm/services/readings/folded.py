"""All that a trust model of a plugin's folds, before it reads anything."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm.hooks.specs import TakesProfiles, TrustModel
from trustcrm.store.queries.evidence import every_act, side_profiles

if TYPE_CHECKING:
    from trustcrm.store.engine import Connection


def folded(model: TrustModel, connection: Connection, day: date) -> Any:
    """Return the model's state of every act up to a day and, where it looks at them, of what sides are."""
    state = model.take(model.empty(), every_act(connection, day))
    return model.take_profiles(state, side_profiles(connection)) if isinstance(model, TakesProfiles) else state
