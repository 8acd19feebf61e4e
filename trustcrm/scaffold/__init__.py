"""`trustcrm plugins new`: a package of a plugin that installs, passes the kit and is typed from its first minute."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from trustcrm import __version__
from trustcrm.errors import InvalidValue, Refused
from trustcrm.text import visible

KINDS = ("importer", "calendar", "trust-model", "gazetteer", "report", "panel", "exporter", "notifier", "command")
"""The kinds of plugin that can be begun so: those whose hooks there are."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SUFFIX = ".template"
_MODULE = "MODULE"


def begin(name: str, kind: str, into: Path) -> Path:
    """Write the package of a new plugin into a folder of its own within `into`, and return that folder.

    Raises `InvalidValue` where nothing can be called so, `Refused` where the folder is there already or cannot be made.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InvalidValue(
            f"{visible(name)!r} is no name for a plugin; take small letters, digits and inner hyphens, as in city-list."
        )
    folder = into / f"trustcrm-{name}"
    if folder.exists():
        raise Refused(f"{folder} is there already; nothing was written, choose another name or place.")
    words = {
        "name": name,
        "package": f"trustcrm-{name}",
        "module": f"trustcrm_{name.replace('-', '_')}",
        "class_name": "".join(part.capitalize() for part in name.split("-")),
        "core": _compatible(__version__),
    }
    try:
        for path, text in _rendered(kind, words):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    except OSError as error:
        raise Refused(f"{folder} cannot be written: {error.strerror}; choose another place with --into.") from None
    return folder


def _rendered(kind: str, words: dict[str, str]) -> Iterator[tuple[Path, str]]:
    templates = files(__name__) / "templates"
    for part in ("every", kind):
        for path, template in _files(templates / part):
            named = Path(*(words["module"] if step == _MODULE else step for step in path.parts))
            yield (
                named.with_name(named.name.removesuffix(_SUFFIX)),
                Template(template.read_text("utf-8")).substitute(words),
            )


def _files(folder: Traversable, within: Path = Path()) -> Iterator[tuple[Path, Traversable]]:
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.is_dir():
            yield from _files(one, within / one.name)
        elif one.name.endswith(_SUFFIX):
            yield within / one.name, one


def _compatible(version: str) -> str:
    """Return the versions of core a plugin written for `version` may rely on: this minor release and the next."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return f">={major}.{minor},<{major}.{minor + 2}"
