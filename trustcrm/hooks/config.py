"""The configuration file `trustcrm.toml`: what the office says of itself and of its plugins.

Every table is a frozen dataclass; a key that no field knows is an error that names the nearest one, because a
misspelled setting that is silently left out is worse than none.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

from trustcrm.errors import ConfigError
from trustcrm.hooks.config_lines import place_of
from trustcrm.hooks.secret import Secret
from trustcrm.text import nearest
from trustcrm.values import dataclass

FILE_NAME = "trustcrm.toml"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class OfficeSettings:
    """The table `[office]`.

    `actor` is who records where the command line does not say, `trust_model` what reads, `read_url` the address of a
    streaming replica of a PostgreSQL database, from which everything is read.
    """

    actor: str = ""
    trust_model: str = "beta-habit"
    read_url: str = ""


@dataclass(frozen=True, kw_only=True)
class PluginSettings:
    """The keys of `[plugins]`: which plugins may load, which are switched off, which must be there.

    `allow` names the only ones that may load, where it is given at all; `disabled` the ones switched off; `require`
    names with version specifiers, such as "caldav>=0.3".
    """

    allow: tuple[str, ...] | None = None
    disabled: tuple[str, ...] = ()
    require: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a configuration file says; `file` is None where there is none.

    `tables` holds the tables `[plugins.NAME]` as they stand, read by `plugin_config` once it is known what each allows,
    `calendars` the tables `[calendars.NAME]`, read when one is opened.
    """

    file: Path | None = None
    office: OfficeSettings = field(default_factory=OfficeSettings)
    plugins: PluginSettings = field(default_factory=PluginSettings)
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    calendars: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def plugin_config(self, name: str, kind: type[T]) -> T:
        """Return the table `[plugins.NAME]` as a `kind`; raise `ConfigError` where it does not fit."""
        return parse(self.tables.get(name, {}), kind, f"plugins.{name}", self.file)


def locate(beside: Path | None, user_folder: Path) -> Path:
    """Return the configuration file: the one in the folder `beside` where there is one, else that of `user_folder`."""
    if beside is not None and (beside / FILE_NAME).is_file():
        return beside / FILE_NAME
    return user_folder / FILE_NAME


def read_settings(file: Path) -> Settings:
    """Return what `file` says, the defaults where it does not exist; raise `ConfigError` where it cannot be."""
    told = _read(file)
    _refuse_unknown(told, ("office", "plugins", "calendars"), "the file", file)
    plugins = _table(told, "plugins", "plugins", file)
    calendars = _table(told, "calendars", "calendars.NAME", file)
    reserved = {item.name for item in dataclasses.fields(PluginSettings)}
    for key in ("allow", "disabled"):
        _refuse_versions(plugins.get(key), f"plugins.{key}", file)
    own = {key: value for key, value in plugins.items() if key in reserved or not isinstance(value, dict)}
    return Settings(
        file=file,
        office=parse(_table(told, "office", "office", file), OfficeSettings, "office", file),
        plugins=parse(own, PluginSettings, "plugins", file),
        tables={key: value for key, value in plugins.items() if key not in own},
        calendars={key: _table(calendars, key, f"calendars.{key}", file) for key in calendars},
    )


def parse(told: Mapping[str, Any], kind: type[T], table: str, file: Path | None) -> T:
    """Return the TOML table `told` as the dataclass `kind`; raise `ConfigError` naming the key and the file."""
    hints = typing.get_type_hints(kind)
    fields = {item.name: item for item in dataclasses.fields(typing.cast(Any, kind)) if item.init}
    _refuse_unknown(told, tuple(fields), f"[{table}]", file)
    values = {key: _value(value, hints[key], f"{table}.{key}", file) for key, value in told.items()}
    for name, item in fields.items():
        if name not in values and item.default is item.default_factory is dataclasses.MISSING:
            raise ConfigError(f"{place_of(file, table)}, [{table}] needs the key {name!r}; add it.")
    try:
        return kind(**values)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{place_of(file, table)}, [{table}] cannot be: {error}.") from error


def config_fault(kind: object) -> str:
    """Return why `kind` cannot describe a plugin's table, "" where it can."""
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        return "its config is not a frozen dataclass"
    try:
        hints = typing.get_type_hints(kind)
    except Exception as error:
        return f"the annotations of its config cannot be read ({error})"
    odd = [item.name for item in dataclasses.fields(kind) if not _is_known(_without_none(hints[item.name]))]
    return f"the config key {odd[0]!r} is of a type that no setting can have" if odd else ""


_WORDS = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    Path: "a path in quotes",
    date: "a day such as 2025-03-24, without quotes",
    Secret: "a text or where the secret is kept",
}


def _is_known(annotation: Any) -> bool:
    return annotation in _WORDS or annotation == tuple[str, ...]


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        kept = [part for part in get_args(annotation) if part is not NoneType]
        return kept[0] if len(kept) == 1 else annotation
    return annotation


def _value(value: Any, annotation: Any, key: str, file: Path | None) -> Any:
    wanted = _without_none(annotation)
    if wanted is Secret:
        label = f"{place_of(file, key)}, the key {key!r}"
        return Secret(value, label=label, folder=file.parent if file else None)
    if wanted == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        raise ConfigError(f'{place_of(file, key)}, the key {key!r} must be a list of texts, such as ["a", "b"].')
    if not _fits(value, wanted):
        raise ConfigError(f"{place_of(file, key)}, the key {key!r} must be {_WORDS[wanted]}, not {value!r}.")
    if wanted is Path:
        return (file.parent if file else Path()) / Path(value).expanduser()
    return float(value) if wanted is float else value


def _fits(value: Any, wanted: type) -> bool:
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted is Path:
        return isinstance(value, str)
    if wanted is date and isinstance(value, datetime):
        return False
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _read(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{_in(file)}: the file cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise _no_toml(file, error) from error
    return _parsed(text, file)


def _parsed(text: str, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(file, error) from error


def _no_toml(file: Path, error: Exception) -> ConfigError:
    return ConfigError(f"{_in(file)}: the file is not TOML ({error}); correct it there.")


def _table(told: Mapping[str, Any], key: str, table: str, file: Path) -> dict[str, Any]:
    value = told.get(key, {})
    if not isinstance(value, dict):
        raise ConfigError(f"{place_of(file, table)}, {key!r} must be a table; write [{table}] above its keys.")
    return value


def _refuse_versions(names: object, key: str, file: Path | None) -> None:
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and set(name) & set("<>=!~ "):
            raise ConfigError(
                f"{place_of(file, key)}, {key} holds names alone, not {name!r}; say versions in plugins.require."
            )


def _refuse_unknown(told: Mapping[str, Any], known: tuple[str, ...], table: str, file: Path | None) -> None:
    for key in told:
        if key not in known:
            near = nearest(key, known)
            hint = f"did you mean {near!r}?" if near else f"it may hold {', '.join(known) or 'nothing'}."
            told_in = f"{table.strip('[]')}." if table.startswith("[") else ""
            raise ConfigError(f"{place_of(file, told_in + key)}, {table} knows no key {key!r}; {hint}")


def _in(file: Path | None) -> str:
    return f"In {file}" if file else "In the configuration"
