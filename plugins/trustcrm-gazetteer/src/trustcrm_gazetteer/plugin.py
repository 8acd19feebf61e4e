"""Declares what this plugin offers: the gazetteer "geonames" and the command `trustcrm places`. Loads nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, Gazetteer, GazetteerSpec, PluginContext, PluginSpec, hookimpl
from trustcrm_gazetteer.attribution import ATTRIBUTION

if TYPE_CHECKING:
    import click


@hookimpl
def describe_plugin() -> PluginSpec:
    """Return what this plugin says of itself."""
    return PluginSpec(summary="Knows 34,000 cities by any of their names, offline", needs_core=">=0.1,<0.3")


@hookimpl
def register_gazetteers() -> Iterator[GazetteerSpec]:
    """Yield the gazetteer "geonames"."""
    yield GazetteerSpec(
        name="geonames",
        summary="Cities of 15,000 people and more by name, alias, former name, other script or near spelling",
        factory=_gazetteer,
        attribution=ATTRIBUTION,
    )


@hookimpl
def register_commands() -> Iterator[CommandSpec]:
    """Yield the command `trustcrm places`."""
    yield CommandSpec(name="places", summary="Say which places a name could mean", load=_command)


def _gazetteer(context: PluginContext) -> Gazetteer:
    from trustcrm_gazetteer.gazetteer import Places

    return Places()


def _command() -> click.Command:
    from trustcrm_gazetteer.command import places

    return places
