"""The office of a bench on a server of PostgreSQL: restored from its file, as an office that moves does."""

from __future__ import annotations

import subprocess

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Unavailable
from tests.benchmarks.programs import TRUSTCRM, surroundings
from tests.postgres import missing, serve

SETTINGS = {
    "autovacuum": "on", "fsync": "off", "full_page_writes": "off", "max_wal_size": "1GB",
    "shared_buffers": "256MB", "synchronous_commit": "off",
}  # fmt: skip
"""A server that is filled quickly, and then answers as any other."""


def on_postgresql(bench: Bench) -> str:
    """Return the address of the office on a server of its own, started and filled at the first need.

    Raises `Unavailable` where no server is installed.
    """
    reason = missing()
    if reason:
        raise Unavailable(f"{reason}.")
    if "postgresql" not in bench.servers:
        server = bench.lasting.enter_context(serve(durable=True, settings=SETTINGS))
        server.create("office")
        address = server.url("office")
        command = (TRUSTCRM, "--no-plugins", "--db", address, "db", "restore", bench.office)
        subprocess.run(list(map(str, command)), env=surroundings(bench), check=True, capture_output=True)
        with server.connect("office") as connection:
            connection.execute("VACUUM ANALYZE")
        bench.servers["postgresql"] = address
    return bench.servers["postgresql"]
