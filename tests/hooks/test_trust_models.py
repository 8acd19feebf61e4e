"""The trust models on offer, as a plugin is handed them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from trustcrm import builtin
from trustcrm.errors import NotFound, PluginFailed
from trustcrm.hooks.host import Host, Surroundings
from trustcrm.plugin import Act, BatchReads, ExpectsIntensity, Forgets, TrustModel

Install = Callable[..., None]
DAY = date(2024, 6, 30)

MODULE = """
from trustcrm.plugin import TrustModelSpec, hookimpl


class Broken:
    def empty(self):
        return []

    def take(self, state, acts):
        return [*state, *acts]

    def merge(self, one, other):
        return one + other

    def read(self, state, giver, receiver, day, *, explain=False):
        raise KeyError(giver)

    def read_values(self, state, pairs, day):
        return 1 / 0


@hookimpl
def register_trust_models():
    yield TrustModelSpec(name="broken", summary="fails", version="1", factory=lambda context: Broken())
"""


@pytest.fixture
def host(install: Install) -> Host:
    install("broken", MODULE)
    return Host(surroundings=Surroundings(core=builtin))


def test_a_plugin_is_handed_every_model_on_offer_cores_own_first(host: Host) -> None:
    models = host.context("broken").trust_models
    assert models.names()[0] == "beta-habit"
    assert "broken" in models.names()
    assert models.spec("broken").summary == "fails"
    with pytest.raises(NotFound, match="did you mean 'broken'"):
        models.open("brocken")


def test_an_opened_model_can_do_what_its_plugin_s_can_and_no_more(host: Host) -> None:
    models = host.context("broken").trust_models
    known, broken = models.open("beta-habit"), models.open("broken")
    assert isinstance(broken, TrustModel)
    for ability in (BatchReads, ExpectsIntensity, Forgets):
        assert isinstance(known, ability)
    assert isinstance(broken, BatchReads)
    assert not isinstance(broken, ExpectsIntensity | Forgets)


def test_what_an_opened_model_raises_is_laid_at_its_plugins_door(host: Host) -> None:
    model = host.context("broken").trust_models.open("broken")
    state = model.take(model.empty(), ())
    with pytest.raises(PluginFailed, match=r"broken.*KeyError"):
        model.read(state, 1, 2, DAY)
    assert isinstance(model, BatchReads)
    with pytest.raises(PluginFailed, match=r"broken.*ZeroDivisionError"):
        model.read_values(state, [(1, 2)], DAY)


def test_an_opened_model_reads_as_the_model_itself(host: Host) -> None:
    model = host.context("broken").trust_models.open("beta-habit")
    act = Act(id="step 1", giver=1, receiver=2, day=DAY, kind="aid", root="07", intensity=7.0)
    state = model.take(model.empty(), [act])
    assert isinstance(model, BatchReads)
    assert isinstance(model, Forgets)
    one = model.read(state, 1, 2, DAY).value
    (many,) = model.read_values(state, [(1, 2)], DAY)
    assert many == pytest.approx(one, abs=1e-12)
    both = model.merge(model.take(model.empty(), [act]), model.empty())
    assert model.read(both, 1, 2, DAY).value == pytest.approx(one, abs=1e-12)
    assert model.read(model.forget(state, [act]), 1, 2, DAY).acts == 0
