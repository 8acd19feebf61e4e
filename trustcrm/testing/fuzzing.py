"""Trying importers on octets that atheris makes up, led by what these reach in the importer and in its parsers.

    python -m trustcrm.testing.fuzzing vcard tests/samples --runs 5000

The samples are what it begins with, in folders as `trustcrm plugins check` wants them. The same seed, samples and
versions make up the same octets. Whatever breaks the contract is written to a file, by which it can be tried again.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points, packages_distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trustcrm.hooks.specs import ImporterSpec
from trustcrm.testing.check import samples_of
from trustcrm.testing.hostile import keeps_to_its_contract
from trustcrm.testing.sources import written

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer

RUNS, SEED = 1_000, 20
LONGEST = 6_000
"""Most octets of what is made up."""
SLOWEST = 10
"""After how many seconds one reading counts as endless."""
MOST_MEMORY = 1_000
"""How many megabytes the whole process may take."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try every importer of a plugin, each in a process of its own; return how many broke their contract."""
    asked = _asked(arguments)
    if importlib.util.find_spec("atheris") is None:
        print("Nothing was made up: atheris is not installed, and has no wheel for every system.", file=sys.stderr)
        return 0
    if asked.importer:
        _try_one(asked)
    host = _host()
    broken = 0
    for offer in _importers(host, asked.plugin):
        command = [
            sys.executable,
            "-m",
            "trustcrm.testing.fuzzing",
            asked.plugin,
            str(asked.samples),
            "--importer",
            offer.name,
        ]
        command += ["--runs", str(asked.runs), "--seed", str(asked.seed), "--found", str(asked.found)]
        with tempfile.TemporaryDirectory() as place:  # atheris ends its process before anything is taken away
            environ = os.environ | {"TMPDIR": place}
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, errors="replace", env=environ
            )  # fmt: skip
        told = "kept its contract" if not done.returncode else "BROKE ITS CONTRACT"
        print(f"{asked.plugin}:{offer.name} {told} on {asked.runs:,} sources made up.", flush=True)
        if done.returncode:
            broken += 1
            print(done.stdout[-4_000:] + done.stderr[-4_000:], file=sys.stderr)
    return broken


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trustcrm.testing.fuzzing", description=__doc__.partition("\n")[0])
    parser.add_argument("plugin", help="the plugin whose importers are tried")
    parser.add_argument("samples", type=Path, help="the folder of its samples")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"how many sources are made up ({RUNS})")
    parser.add_argument("--seed", type=int, default=SEED, help="another number makes up others")
    parser.add_argument("--importer", default="", help="one importer alone, in this process")
    parser.add_argument("--found", type=Path, default=Path(), help="where what breaks a contract is written; else here")
    parser.add_argument("--again", type=Path, help="read such a file once, in place of making any up")
    return parser.parse_args(arguments)


def _host() -> Host:
    from trustcrm.office import Premises, Wishes

    return Premises(Wishes(environ=os.environ)).host


def _importers(host: Host, plugin: str) -> Iterator[Offer[ImporterSpec]]:
    found = [offer for offer in host.offers(ImporterSpec) if offer.plugin == plugin]
    if not found:
        sys.exit(f"No plugin {plugin!r} with importers is installed.")
    yield from found


def _try_one(asked: argparse.Namespace) -> None:
    """Try one importer until as many sources were read as asked for; never returns, since atheris ends the process."""
    import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

    seeds = [source for source in samples_of(asked.importer, asked.samples) if source.path.is_file()]
    if not seeds:
        sys.exit(f"{asked.samples} holds no sample of {asked.importer}.")
    with atheris.instrument_imports(include=list(_packages(asked.plugin))):
        host = _host()
        (offer,) = (offer for offer in _importers(host, asked.plugin) if offer.name == asked.importer)
        importer = host.build(offer)
        for source in seeds:
            keeps_to_its_contract(importer, source)
    folder = Path(tempfile.mkdtemp())

    def read(octets: bytes) -> None:
        """Read octets as the sample that the first of them chooses is read: with its settings, under its name."""
        like = seeds[octets[0] % len(seeds)] if octets else seeds[0]
        keeps_to_its_contract(importer, written(like, folder / "made-up", octets[1:]))

    begun = folder / "begun"
    begun.mkdir()
    for number, source in enumerate(seeds):
        (begun / str(number)).write_bytes(bytes([number % 256]) + source.path.read_bytes()[: LONGEST - 1])
    flags = [f"-runs={1 if asked.again else asked.runs}", f"-seed={asked.seed}", f"-timeout={SLOWEST}"]
    # The second keeps sources from staying as short as the shortest until these lead nowhere further.
    flags += [f"-max_len={LONGEST}", "-len_control=0", f"-rss_limit_mb={MOST_MEMORY}"]
    flags += [f"-artifact_prefix={asked.found}{os.sep}{offer.name}-"]
    atheris.Setup([sys.argv[0], *flags, str(asked.again or begun)], read)
    atheris.Fuzz()


def _packages(plugin: str) -> Iterator[str]:
    """Yield the packages of a plugin and of what its distribution needs itself, TrustCRM's own left out.

    None may have been imported before; so the installed metadata say which they are, and no host is asked.
    """
    (found,) = entry_points(group="trustcrm", name=plugin)
    distribution = found.dist.name if found.dist is not None else ""
    needed = {canonicalize_name(Requirement(told).name) for told in requires(distribution) or ()}
    names = {canonicalize_name(distribution), *needed} - {"trustcrm"}
    owned = {
        package: {canonicalize_name(one) for one in owners} for package, owners in packages_distributions().items()
    }
    known = {package for package, owners in owned.items() if owners & names}
    # What is installed from its folder lists no package: its own name is that of its package then.
    yield from known | {name.replace("-", "_") for name in names}


if __name__ == "__main__":
    sys.exit(main())
