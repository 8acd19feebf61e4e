"""Leaving a test of the kit out, which takes a written reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest


class Conformance:
    """What every class of the kit has in common."""

    not_tried: ClassVar[Mapping[str, str]] = {}
    """Tests that do not apply, by name, each with the reason in one sentence; it is printed with the results."""

    @pytest.fixture(autouse=True)
    def _left_out(self, request: pytest.FixtureRequest) -> None:
        unknown = [name for name in self.not_tried if not hasattr(self, name)]
        if unknown:
            pytest.fail(f"not_tried names {unknown[0]!r}, and the kit has no such test.")
        reason = self.not_tried.get(request.node.originalname or request.node.name)
        if reason is not None:
            assert reason.strip(), f"{request.node.name} is left out without a reason; write one in not_tried."
            pytest.skip(reason)
