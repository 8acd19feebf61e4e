"""Dataclasses that are quick to make: the same as `dataclasses.dataclass` to whoever uses one.

A command makes more than a hundred frozen dataclasses before it does anything, and the standard library compiles six
methods for each: a millisecond apiece, a sixth of `trustcrm log`. Comparing, hashing and showing are the same for all
of them, so these three are written once here and shared; the constructor and what forbids changing are still compiled.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(kind: type | None = None, /, **options: Any) -> Any:
        """Make a class a dataclass; a frozen one without an order shares its methods with all others."""
        if kind is not None or not options.get("frozen") or options.get("order") or "eq" in options:
            return dataclasses.dataclass(kind, **options)
        init = bool(options.get("slots"))
        return lambda told: _shared(dataclasses.dataclass(told, eq=False, repr=False, init=init, **options))


def _shared(kind: type) -> type:
    """Give a frozen dataclass the shared methods, but for those that it, or one it extends, writes itself."""
    told = dataclasses.fields(kind)
    compared = tuple(item.name for item in told if item.compare)
    _offer(kind, "__eq__", _compare(attrgetter(*compared) if compared else _nothing))
    _offer(kind, "__hash__", _digest(attrgetter(*compared) if compared else _nothing))
    _offer(kind, "__repr__", _show(tuple(item.name for item in told if item.repr)))
    if "__slots__" not in kind.__dict__:
        kind.__init__ = _made_from(kind, told)  # type: ignore[misc]
    return kind


def _made_from(kind: type, told: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
    """Return the constructor: values go straight to where a frozen dataclass keeps them, at half the cost."""
    known: dict[str, Any] = {"_made": dataclasses.MISSING}
    given, steps = {False: ["self"], True: []}, ["_kept = self.__dict__"]
    for item in told:
        name = item.name
        if item.default_factory is not dataclasses.MISSING:
            known[f"_{name}"] = item.default_factory
            given[bool(item.kw_only)].append(f"{name}=_made")
            steps.append(f"_kept[{name!r}] = _{name}() if {name} is _made else {name}")
            continue
        if item.default is not dataclasses.MISSING:
            known[f"_{name}"] = item.default
        given[bool(item.kw_only)].append(name if item.default is dataclasses.MISSING else f"{name}=_{name}")
        steps.append(f"_kept[{name!r}] = {name}")
    if hasattr(kind, "__post_init__"):
        steps.append("self.__post_init__()")
    told_by_name = ["*", *given[True]] if given[True] else []
    exec(f"def __init__({', '.join([*given[False], *told_by_name])}):\n " + "\n ".join(steps), known)
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    made.__annotations__ = {item.name: item.type for item in told} | {"return": None}
    return made


def _offer(kind: type, name: str, method: Callable[..., Any]) -> None:
    if kind.__dict__.get(name) is None:  # writing `__eq__` leaves a `__hash__` of None
        setattr(kind, name, method)


def _nothing(_value: object) -> tuple[()]:
    return ()


def _compare(values: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def __eq__(self: Any, other: Any) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _digest(values: Callable[[Any], Any]) -> Callable[[Any], int]:
    def __hash__(self: Any) -> int:
        return hash(values(self))

    return __hash__


def _show(names: tuple[str, ...]) -> Callable[[Any], str]:
    @recursive_repr()
    def __repr__(self: Any) -> str:
        return f"{self.__class__.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__
