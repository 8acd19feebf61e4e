"""How the last run about each calendar ended, kept for whoever looks whether calendars are still in step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from trustcrm.plugin import PluginContext, TrustCrmError


@dataclass(frozen=True, kw_only=True)
class Ran:
    """When a run ended, by whom it was run, and in `fault` why it was not whole, "" where it was."""

    at: datetime
    who: str
    fault: str = ""


def last_run(context: PluginContext, name: str) -> Ran | None:
    """Return how the last run about a calendar ended, None where there was none."""
    kept = context.keys.get(_key(name))
    if kept is None:
        return None
    told = json.loads(kept)
    return Ran(at=datetime.fromisoformat(told["at"]), who=told["who"], fault=told["fault"])


@contextmanager
def noted(context: PluginContext, name: str) -> Iterator[None]:
    """Note how a run about a calendar ends."""
    fault = ""
    try:
        yield
    except TrustCrmError as error:
        fault = str(error)
        raise
    finally:
        ran = Ran(at=context.clock.now(), who=context.do.login, fault=fault)
        context.keys.put(_key(name), json.dumps(asdict(ran) | {"at": ran.at.isoformat()}, ensure_ascii=False))


def _key(name: str) -> str:
    return f"ran/{name}"
