"""Every importer of plugins/ with the samples it is tried on, so that what is promised of all is tried on all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import Importer, ImporterSpec, Source
from trustcrm.office import Premises, Wishes
from trustcrm.testing.check import samples_of

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"


@cache
def host() -> Host:
    """Return the host of the plugins that are installed here, without any office."""
    return Premises(Wishes(environ={"HOME": os.environ.get("HOME", "/")})).host


def importers() -> Iterator[tuple[str, Importer, list[Source]]]:
    """Yield every importer's name, itself, and its samples that are single files, whole and broken."""
    for offer in host().offers(ImporterSpec):
        folder = PLUGINS / f"trustcrm-{offer.plugin}" / "tests" / "samples"
        samples = [source for source in samples_of(offer.name, folder) if source.path.is_file()]
        assert samples, f"{offer.name} has no sample"
        yield offer.name, host().build(offer), samples
