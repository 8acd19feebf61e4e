"""What libraries tell their readers, which nobody asks on a screen: 2 MB of what the program would hold.

What functions say of themselves, and of which types they are, is left out where their module is loaded: code that never
ran is changed, none that does. What modules and classes say is forgotten later, once every class is made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from inspect import CO_NEWLOCALS
from opcode import opmap
from types import CodeType, FunctionType, ModuleType

LARGE = ("sqlalchemy", "textual", "rich")
"""The libraries that say most."""
_SHORT = 64
"""So few letters are not worth the work."""
_FIRST_CONSTANT = bytes((opmap["LOAD_CONST"], 0))
"""How code reads its first constant, which is what a function says of itself, where it uses the same words too."""


def load_no_texts() -> None:
    """Have the large libraries loaded without what their functions say of themselves."""
    sys.meta_path.insert(0, _WithoutTexts())


class _WithoutTexts:
    """Finds the modules of the large libraries as Python does, but loads them so."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return where a module is and how it is loaded, None for one of any other library."""
        if name.partition(".")[0] not in LARGE:
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and type(found.loader) is SourceFileLoader:
            found.loader = _Loader(found.loader.name, found.loader.path)
        return found


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        code = super().get_code(fullname)
        return None if code is None else without_texts(code)

    def exec_module(self, module: ModuleType) -> None:
        super().exec_module(module)
        if sys.version_info < (3, 14):  # from then on nobody has them before somebody asks
            for one in _functions_of(module):
                del one.__annotations__


def _functions_of(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions that stand in a module and in its classes."""
    for one in list(vars(module).values()):
        if getattr(one, "__module__", "") == module.__name__:
            for inner in (one, *(vars(one).values() if isinstance(one, type) else ())):
                function = inner.__func__ if isinstance(inner, staticmethod | classmethod) else inner
                function = function.fget if isinstance(function, property) else function
                if isinstance(function, FunctionType):
                    yield function


def without_texts(code: CodeType) -> CodeType:
    """Return code in which no function, however deep, says anything of itself."""
    consts = tuple(without_texts(one) if isinstance(one, CodeType) else one for one in code.co_consts)
    if code.co_flags & CO_NEWLOCALS and _says(code):
        consts = (None, *consts[1:])
    return code if all(map(_same, consts, code.co_consts)) else code.replace(co_consts=consts)


def _says(code: CodeType) -> bool:
    said = code.co_consts[0] if code.co_consts else None
    return isinstance(said, str) and len(said) > _SHORT and _FIRST_CONSTANT not in code.co_code


def _same(one: object, other: object) -> bool:
    return one is other


def forget_texts() -> None:
    """Forget what modules and classes say of themselves.

    Nothing is forgotten where the app runs within another program, such as a test, which was not told to keep small.
    """
    is_ours = any(isinstance(finder, _WithoutTexts) for finder in sys.meta_path)
    for name, module in list(sys.modules.items()) if is_ours else ():
        if isinstance(module, ModuleType) and not name.startswith("trustcrm"):
            classes = [one for one in vars(module).values() if getattr(one, "__module__", "") == name]
            for told in (module, *classes):
                if isinstance(told, type | ModuleType):
                    with suppress(AttributeError, TypeError):  # of one that is compiled it cannot be changed
                        told.__doc__ = None
