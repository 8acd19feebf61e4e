"""What every package of plugins keeps to: it is found, declares without importing much, and offers what works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.states import PluginState
    from trustcrm.store.plugin_tables.steps import Steps

_LOADED_BY_DECLARING = """
import importlib, json, sys
import pluggy, trustcrm.plugin
before = set(sys.modules)
importlib.import_module(sys.argv[1])
after = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted(after - set(sys.stdlib_module_names) - {"trustcrm", "pluggy", sys.argv[1].partition(".")[0]})))
"""


class PluginConformance(Conformance):
    """Subclass it, and give `plugin`: the name of its entry point. The package must be installed."""

    @pytest.fixture
    def plugin(self) -> str:
        """The plugin's name, that of its entry point in the group `trustcrm`."""
        pytest.fail("Write a fixture `plugin` that returns the name of your entry point.")

    @pytest.fixture
    def host(self, plugin: str, tmp_path: Path) -> Host:
        """A host that has loaded this plugin and no other."""
        from trustcrm import builtin
        from trustcrm.hooks.discovery import Switches
        from trustcrm.hooks.host import Host, Surroundings

        around = Surroundings(core=builtin, data_folder=tmp_path, warn=lambda line: None)
        return Host(switches=Switches(only=(plugin,)), surroundings=around)

    @pytest.fixture
    def state(self, host: Host, plugin: str) -> PluginState:
        """What became of the plugin."""
        found = [state for state in host.roster() if state.name == plugin]
        assert found, f"No plugin called {plugin!r} is installed; check the entry point in its pyproject.toml."
        return found[0]

    def test_it_loads(self, state: PluginState) -> None:
        """It is installed, loads, and nothing fails in it."""
        assert str(state.state) == "loaded", f"It is {state.state}: {state.reason}."
        assert not state.failures, f"It failed in {state.failures[0].during}: {state.failures[0].error}."

    def test_it_says_what_it_is_for(self, state: PluginState) -> None:
        """It says in one line what it is for, and which versions of trustcrm it needs."""
        from importlib.metadata import requires

        assert state.summary.strip(), "It has no summary; write describe_plugin or a description in its pyproject.toml."
        assert "\n" not in state.summary, "Its summary is more than one line."
        needs = [line for line in requires(state.distribution) or [] if line.startswith("trustcrm")]
        assert any(sign in line for line in needs for sign in "<>=~"), (
            f'{state.distribution} does not say which trustcrm it needs; put "trustcrm>=0.1,<0.3" in its dependencies.'
        )

    def test_it_offers_something(self, state: PluginState) -> None:
        """It offers something, or listens to commits."""
        assert state.offers or _listens(state.name), "It offers nothing and listens to nothing."

    def test_declaring_imports_nothing_heavy(self, plugin: str, state: PluginState) -> None:
        """Its declaring module imports pluggy, trustcrm.plugin and itself; everything else waits in its factories."""
        module = _module_of(plugin)
        done = subprocess.run(
            [sys.executable, "-c", _LOADED_BY_DECLARING, module], capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        assert done.returncode == 0, f"{module} cannot be imported by itself: {done.stderr.strip().splitlines()[-1:]}"
        heavy = json.loads(done.stdout)
        assert not heavy, f"{module} imports {heavy[0]}, which every command then waits for; import it in the factory."

    def test_what_it_offers_can_be_built(self, host: Host, plugin: str, state: PluginState) -> None:
        """Each offer has a summary of one line and can be built."""
        from trustcrm.hooks.offers import KINDS

        for kind, told in KINDS.items():
            for offer in host.offers(kind):
                if offer.plugin != plugin:
                    continue
                summary: Any = getattr(offer.spec, "summary", "")
                assert summary.strip() and "\n" not in summary, f"The {offer.title} has no summary of one line."
                if told.behaviour is not None and not told.set_up:
                    host.build(offer)
                elif told.word == "command":
                    assert offer.spec.load().name, f"The {offer.title} loads a command without a name."

    def test_it_works_with_the_next_minor_release(self, host: Host, state: PluginState) -> None:
        """It uses nothing that the next minor release refuses."""
        from trustcrm import __version__
        from trustcrm.hooks.deprecations import next_minor

        refused = [one for one in host.used_deprecations(state.name) if one.refused(next_minor(__version__))]
        assert not refused, f"Of what it uses, {refused[0].told(__version__)}."

    def test_its_tables_are_made_and_carried(self, host: Host, tmp_path: Path) -> None:
        """Tables of its own are made in an office, touch nothing else, and are the same after a restore."""
        from trustcrm.store.plugin_tables.guard import Own
        from trustcrm.store.plugin_tables.steps import Steps

        for plugin, folder, journaled in host.tables():
            steps = Steps(Own(plugin=plugin), folder, tuple(journaled))
            lost = _lost_on_the_way(steps, tmp_path)
            assert not lost, f"The table {lost[0]} is another one after a restore."

    def test_what_people_keep_in_its_tables_is_taken_back(
        self, host: Host, plugin: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """What is written, changed and deleted in its journaled tables is as it was once that is undone."""
        from trustcrm.store.plugin_tables.guard import Own
        from trustcrm.store.plugin_tables.steps import Steps
        from trustcrm.testing.an_office import a_full_office
        from trustcrm.testing.records import not_taken_back

        template = tmp_path_factory.getbasetemp() / "trustcrm-kit" / "full.db"
        for name, folder, journaled in host.tables():
            if journaled:
                with a_full_office(tmp_path / "full", template, plugin) as office:
                    faults = list(not_taken_back(office, Steps(Own(plugin=name), folder, tuple(journaled))))
                assert not faults, faults[0]


def _lost_on_the_way(steps: Steps, scratch: Path) -> list[str]:
    """Return the tables of a plugin that differ once an office with them is exported and restored."""
    from trustcrm.services.keeping.export import export
    from trustcrm.services.keeping.restore import restore
    from trustcrm.services.plugin_tables import make_tables
    from trustcrm.store.engine import open_database
    from trustcrm.store.transfer.shapes import shapes_of
    from trustcrm.testing.an_office import an_office

    with an_office(scratch / "made") as office:
        make_tables(office.database, [steps], lambda plugin: nullcontext())
        export(office.database, scratch / "export", lambda count: None)
        with office.database.reading() as connection:
            made = {shape.name: shape for shape in shapes_of(connection)}
    restore(scratch / "export", str(scratch / "restored.db"), lambda count: None)
    with closing(open_database(str(scratch / "restored.db"))) as database, database.reading() as connection:
        again = {shape.name: shape for shape in shapes_of(connection)}
    return sorted(name for name in made if again.get(name) != made[name])


def _module_of(plugin: str) -> str:
    from importlib.metadata import entry_points

    return next(iter(entry_points(group="trustcrm", name=plugin))).module


def _listens(plugin: str) -> bool:
    from importlib import import_module

    return hasattr(import_module(_module_of(plugin)), "on_commit")
