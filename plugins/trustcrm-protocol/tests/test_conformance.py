from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from trustcrm.plugin import PanelSpec, PluginContext, ReportSpec
from trustcrm.testing import PanelConformance, PluginConformance, ReportConformance
from trustcrm_protocol.demo import furnish
from trustcrm_protocol.gifts import Giver, Parcel, enter
from trustcrm_protocol.plugin import register_panels, register_reports

WATCH, GIFTS = register_reports()


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "protocol"


class TestWatch(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return WATCH


class TestGifts(ReportConformance):
    @pytest.fixture
    def spec(self) -> ReportSpec:
        return GIFTS

    @pytest.fixture
    def plugin(self) -> str:
        return "protocol"

    @pytest.fixture
    def worked_in(self) -> Callable[[PluginContext], None]:
        """Enter gifts, one of them a private one of somebody whose name looks like markup."""

        def work(context: PluginContext) -> None:
            furnish(context)
            person = next(row.kept.id for row in context.ask.page("person").rows if "<b>" in row.title)
            parcel = Parcel(
                what="a *bowl* & <b>lid</b>", on=date(2020, 5, 4), value=Decimal("12.50"), currency="EUR",
                method="estimate",
            )  # fmt: skip
            enter(context, Giver(person=person), parcel)

        return work


class TestPanel(PanelConformance):
    @pytest.fixture
    def spec(self) -> PanelSpec:
        return next(iter(register_panels()))
