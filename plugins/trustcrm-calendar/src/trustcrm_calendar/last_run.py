"""How the last run about each calendar ended, kept for whoever looks whether calendars are still in step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trustcrm.plugin import PluginContext, TrustCrmError


@dataclass(kw_only=True)
class Ran:
    """When a run ended by the office's clocks, who ran it, and in `fault` why it was not whole, "" where it was.

    `todos` says how many to-dos it was about, None where it was about events.
    """

    at: datetime
    who: str
    fault: str = ""
    todos: int | None = None


def last_run(context: PluginContext, name: str) -> Ran | None:
    """Return how the last run about a calendar ended, None where there was none."""
    kept = context.keys.get(_key(name))
    if kept is None:
        return None
    told = json.loads(kept)
    at = datetime.fromisoformat(told["at"]).astimezone(ZoneInfo(context.ask.home().time_zone))
    return Ran(at=at, who=told["who"], fault=told["fault"], todos=told["todos"])


def forget_last_run(context: PluginContext, name: str) -> bool:
    """Forget how the last run about a calendar ended, and return whether there was one."""
    was = context.keys.get(_key(name)) is not None
    context.keys.remove(_key(name))
    return was


@contextmanager
def noted(context: PluginContext, name: str) -> Iterator[Ran]:
    """Note how a run about a calendar ends; it says itself how many to-dos it is about, if it is about any."""
    ran = Ran(at=context.clock.now(), who=context.do.login)
    try:
        yield ran
    except TrustCrmError as error:
        ran.fault = str(error)
        raise
    finally:
        ran.at = context.clock.now()
        context.keys.put(_key(name), json.dumps(asdict(ran) | {"at": ran.at.isoformat()}, ensure_ascii=False))


def _key(name: str) -> str:
    return f"ran/{name}"
