"""What this plugin offers: the importers `civicrm`, `espocrm`, `hubspot` and `monica`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext

_WITH = Option(name="with", summary='the other side where the export tells no organisation, such as "Nagoya, JP"')
_HOME = Option(name="home", summary="our own city; the office's otherwise")
_KIND = Option(name="kind", summary="the kind of interaction of what the export calls by no name we know, notes too")
_ZONE = Option(name="time-zone", summary="where hours written in UTC are read, such as Europe/Rome")


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads exports of CiviCRM, EspoCRM, HubSpot and Monica: whom and when an office met")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer one importer a program."""
    yield ImporterSpec(
        name="civicrm",
        summary="Contacts or activities as CiviCRM exports them, CSV",
        suffixes=(".csv",),
        factory=_civicrm,
        options=(_WITH, _HOME, _KIND),
    )
    yield ImporterSpec(
        name="espocrm",
        summary="Accounts, contacts, meetings or calls as EspoCRM exports them, CSV",
        suffixes=(".csv",),
        factory=_espocrm,
        options=(_WITH, _HOME, _ZONE),
    )
    yield ImporterSpec(
        name="hubspot",
        summary="Companies, contacts, calls, meetings or notes as HubSpot exports them, CSV",
        suffixes=(".csv",),
        factory=_hubspot,
        options=(_WITH, _HOME, _KIND),
    )
    yield ImporterSpec(
        name="monica",
        summary="People, activities and calls of an account that Monica 4 exported, JSON",
        suffixes=(".json",),
        factory=_monica,
        options=(_WITH, _HOME, _KIND, _ZONE),
    )


def _civicrm(context: PluginContext) -> Importer:
    from trustcrm_crm.civicrm import civicrm

    return civicrm(context)


def _espocrm(context: PluginContext) -> Importer:
    from trustcrm_crm.espocrm import espocrm

    return espocrm(context)


def _hubspot(context: PluginContext) -> Importer:
    from trustcrm_crm.hubspot import hubspot

    return hubspot(context)


def _monica(context: PluginContext) -> Importer:
    from trustcrm_crm.monica import MonicaImporter

    return MonicaImporter(context)
