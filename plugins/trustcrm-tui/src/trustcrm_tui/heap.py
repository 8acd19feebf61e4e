"""Taking little memory all day: no OpenSSL, one heap for all threads, and what is free given back to the system.

What the start has made is told to be no garbage, so that a sweep takes two milliseconds and not sixty.
"""

from __future__ import annotations

import gc
import sys
import typing
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

_LEAST_GIVEN_BACK, _LEAST_BY_ITSELF, _MOST_HEAPS = -1, -3, -8
"""What glibc calls M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX."""
_LARGE = 128 * 1024
"""Where both thresholds begin; glibc moves them with what is freed until they are set."""
_OPENSSL = ("ssl", "_hashlib")
"""What of Python loads OpenSSL: 5 MB."""
_WITHOUT_IT = ("asyncio", "hashlib", "hmac")
"""What asks for it, and does without where it is not there."""
_METADATA = "importlib.metadata"
_PALETTE = "textual.command"
_small = Event()
"""Whether this is the terminal UI's own process, which was told to keep small, and still holds texts to forget."""


def without_openssl() -> None:
    """Import asyncio, hashlib and hmac as they are where Python was built without OpenSSL, for none needs it here.

    Python has every digest that core takes by itself, and the loop of the screens opens no socket. Whoever asks ssl for
    anything later gets it, and whoever asks hashlib for what only OpenSSL has gets that; asyncio alone then speaks no
    TLS. The driver of PostgreSQL imports ssl without asking it for anything: it brings an OpenSSL of its own.
    """
    if any(name in sys.modules for name in (*_WITHOUT_IT, *_OPENSSL)):
        return
    for name in _OPENSSL:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        for name in _WITHOUT_IT:
            import_module(name)
    finally:
        for name in _OPENSSL:
            del sys.modules[name]
    vars(sys.modules["hashlib"])["__getattr__"] = _only_in_openssl
    sys.modules["ssl"] = _Later("ssl")


class _Later(ModuleType):
    """A module that is imported once something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what anybody asks every module that is there
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


class _LaterMetadata(_Later):
    """`importlib.metadata`, which the driver of PostgreSQL asks for its own version and nothing else.

    The folder that an installed package is told of in bears it; where there is none, the module itself is asked.
    """

    def version(self, name: str) -> str:
        """Return the version of an installed package."""
        begins = f"{name.replace('-', '_')}-"
        for place in filter(None, sys.path):
            for folder in Path(place).glob(f"{begins}*.dist-info"):
                return folder.stem.removeprefix(begins)
        told: str = self.__getattr__("version")(name)
        return told


def _only_in_openssl(name: str) -> Any:
    if name in ("pbkdf2_hmac", "scrypt"):
        return getattr(import_module("_hashlib"), name)
    raise AttributeError(f"module 'hashlib' has no attribute {name!r}")


def without_metadata() -> None:
    """Have `importlib.metadata`, and Python's mail that it is made with, imported once anybody asks it for anything.

    SQLAlchemy imports it for engines that are installed beside its own, and the driver of PostgreSQL for its version.
    That takes 12 ms of the start and 1 MB.
    """
    if _METADATA not in sys.modules:
        sys.modules[_METADATA] = vars(sys.modules["importlib"])["metadata"] = _LaterMetadata(_METADATA)


def without_palette() -> None:
    """Import Textual's app without its palette of commands: the app has its own, and that one's widgets take 1 MB."""
    if "textual.app" in sys.modules or _PALETTE in sys.modules:
        return
    sys.modules[_PALETTE] = _Unused(_PALETTE)
    try:
        import_module("textual.app")
    finally:
        del sys.modules[_PALETTE]


class _Unused(ModuleType):
    """A module of which only the names of its classes are needed, to tell types by."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def keep_small() -> None:
    """Have all threads take memory from one heap, and whatever is free at its end given back at once.

    The system's library would give each thread a heap of its own. The back room's would begin empty beside all that
    the start has freed in the other: 5 MB that nobody needs. And once something large was freed it keeps twice as much
    for the next time: another 4 MB after the years of a large office were read.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(AttributeError, OSError):  # a library that knows no such thing has one heap
            choose = ctypes.CDLL(None).mallopt
            choose(_MOST_HEAPS, 1)
            choose(_LEAST_GIVEN_BACK, _LARGE)
            choose(_LEAST_BY_ITSELF, _LARGE)
    gc.freeze()
    _small.set()


def sweep() -> None:
    """Free what the first paint has left, so that what is read next takes its place."""
    gc.collect()


def forget_texts() -> None:
    """Forget, once, what libraries say of themselves, which nobody asks on a screen: 0.5 MB for what is read next.

    Nothing is forgotten where the app runs within another program, such as a test, which was not told to keep small.
    """
    if not _small.is_set():
        return
    _small.clear()
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and not name.startswith("trustcrm"):
            classes = [one for one in vars(module).values() if getattr(one, "__module__", "") == name]
            for told in (module, *classes):
                if isinstance(told, type | ModuleType):
                    with suppress(AttributeError, TypeError):  # of one that is compiled it cannot be changed
                        told.__doc__ = ""  # and not None: what is imported later may add to it, as Python's mail does


def give_back() -> None:
    """Give back to the system what is free between what is not: 2 MB once all was read that is read at the start.

    What Python keeps of overloaded functions for those who check types while a program runs is of no use here.
    """
    typing.clear_overloads()
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(AttributeError, OSError):
            ctypes.CDLL(None).malloc_trim(0)
