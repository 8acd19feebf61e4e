from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import City, Contribution, Document, PluginContext, Step, Subject, Tie
from trustcrm.testing.an_office import an_office, kit_folder
from trustcrm_report.plugin import register_reports

DAY = date(2030, 6, 30)
"""The day of the office."""


@dataclass
class Desk:
    """An office with one tie, told of step by step; and its reports."""

    context: PluginContext
    us: int
    them: int

    def gift(self, what: str, giver: int, *steps: tuple[str, str, Any], unit: str | None = "masks", **told: Any) -> int:
        receiver = self.them if giver == self.us else self.us
        record = Contribution(what=what, giver=giver, receiver=receiver, unit=unit, **told)
        row = int(self.context.do.add(record).ids[0])
        for state, on, quantity in steps:
            quantity = None if quantity is None else Decimal(quantity)
            self.context.do.add_step(
                Step(contribution=row, state=state, on=date.fromisoformat(on), quantity=quantity, source="a letter")
            )
        return row

    def report(self, name: str, day: date = DAY, noun: str = "city", **settings: str) -> Document:
        spec = next(one for one in register_reports() if one.name == name)
        row, called = (self.them, "Wuxi") if noun == "city" else (1, "the office")
        asked = {option.name: option.default for option in spec.parameters} | settings
        return spec.build(self.context, Subject(noun=noun, id=row, name=called, day=day), asked)


@pytest.fixture
def desk(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with an_office(tmp_path, kept=kit_folder(tmp_path_factory)) as office:
        assert office.desk.today() == DAY
        context = office.host.context("core")
        us = context.ask.home().side
        them = int(context.do.add(City(name="Wuxi", country="CN", time_zone="Asia/Shanghai")).ids[0])
        context.do.add(Tie(one=us, other=them, since=date(2009, 4, 15), origin="A choir came by."))
        yield Desk(context, us, them)
