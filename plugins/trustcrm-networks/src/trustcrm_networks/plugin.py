"""What this plugin offers: the importers `members` and `signatures`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads members of city networks as ties, and signatures of their statements as signals")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer both importers."""
    yield ImporterSpec(
        name="members",
        summary="Members of a network of cities, JSON as city-vote keeps them, as ties of kind network",
        suffixes=(".json",),
        factory=_members,
        options=(
            Option(name="network", summary="what the network is called; told by the file's name otherwise"),
            Option(name="source", summary="where the members are known from; the file's name otherwise"),
        ),
    )
    yield ImporterSpec(
        name="signatures",
        summary="Signatures of a joint statement, JSON or CSV as city-vote keeps them, as goodwill signals",
        suffixes=(".csv", ".json"),
        factory=_signatures,
        options=(
            Option(name="on", summary="the day of the statement, such as 2025-03-24; needed"),
            Option(name="towards", summary="the city whom the statement stands by; needed"),
            Option(name="statement", summary="its title; that in the file, or the file's name, otherwise"),
            Option(name="kind", summary="the kind of signal a signature is", default="supported us publicly"),
            Option(name="source", summary="where the signatures are known from; that in the file otherwise"),
        ),
    )


def _members(context: PluginContext) -> Importer:
    from trustcrm_networks.members import MembersImporter

    return MembersImporter()


def _signatures(context: PluginContext) -> Importer:
    from trustcrm_networks.signatures import SignaturesImporter

    return SignaturesImporter()
