from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from trustcrm.plugin import PlaceMatch, PlaceQuery
from trustcrm_gazetteer.atlas import Atlas
from trustcrm_gazetteer.gazetteer import Places

Ask = Callable[..., list[PlaceMatch]]


@pytest.fixture(scope="session")
def atlas() -> Iterator[Atlas]:
    opened = Atlas()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def gazetteer(atlas: Atlas) -> Places:
    return Places(atlas)


@pytest.fixture(scope="session")
def ask(gazetteer: Places) -> Ask:
    def asked(
        name: str, country: str | None = None, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[PlaceMatch]:
        return list(gazetteer.resolve(PlaceQuery(name=name, country=country, near=near, limit=limit)))

    return asked
