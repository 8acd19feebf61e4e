"""A real PostgreSQL server for tests: made in a folder of its own, gone when the tests are, however they end.

`serve()` is the whole of it. Ordinary tests want a quick server; tests of durability ask for a durable one, stop it in
mid-work, start it again and stream it to a replica.
"""

from __future__ import annotations

import functools
import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

from tests.memory import quick_place

OWNER = "office"
"""The role that owns the server of a test, and every office in it."""

REQUIRED = "TRUSTCRM_TESTS_NEED_POSTGRESQL"
"""The environment variable under which a run without a server fails instead of skipping."""

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
DURABLE = {"wal_level": "replica", "hot_standby": "on", "wal_keep_size": "256MB"}
ALWAYS = {
    "autovacuum": "off",
    "jit": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "timezone": "Asia/Tokyo",
}
"""A small server. Its time zone is nobody's default, so that what leans on the server's zone shows."""

_WATCH = """
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
rm -rf "$1"
"""
"""Reads a pipe that closes when the tests end in any way, kill -9 too; then stops the server and removes its folder."""


@functools.cache
def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server's programs, from PATH or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    kept = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(kept, key=lambda folder: int(folder.parent.name), default=None)


def missing() -> str | None:
    """Return why no server can be started here, or None where one can."""
    if programs() is None:
        return "no PostgreSQL server is installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _runner() is None:
        return "PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it"
    return None


@functools.cache
def version() -> str:
    """Return the version of the server that is installed, as in "15.18"."""
    said = subprocess.run([_program("postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\d+(\.\d+)?", said)
    assert found, said
    return found[0]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """The quick server of this run, one for each worker."""
    with serve() as server:
        yield server


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for a server, and skip it where there is none, unless the run must have one."""
    reason = None if REQUIRED in os.environ else missing()
    for item in items:
        if item.get_closest_marker("only_postgresql") or "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgresql)
        if reason and item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests a server took part in, or why none."""
    ended = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    ran = sum(report.when == "call" and "postgresql" in report.keywords for report in ended)
    said = f"{ran:,} tests ran on server {version()}" if ran else f"no test ran; {missing() or 'none was asked for'}"
    terminalreporter.write_line(f"PostgreSQL: {said}")
    if not ran and REQUIRED in os.environ:
        pytest.exit(f"{REQUIRED} asks for tests on PostgreSQL, and none ran", returncode=1)


@dataclass(frozen=True)
class Server:
    """One server: its folder, the port that names its socket, and the replicas that were made of it."""

    folder: Path
    port: int = 5432
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        """The process of the server that runs, for tests that kill it."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])

    @property
    def running(self) -> bool:
        """Whether the server runs."""
        return _run("pg_ctl", "status", "-D", self._data, check=False).returncode == 0

    def url(self, database: str = "postgres", user: str = OWNER, **query: str) -> str:
        """Return a database's address as `--db` takes it."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            host=None if self._listens is None else self._listens,
            port=None if self._listens is None else self.port,
            database=database,
            query=query if self._listens else {"host": str(self.folder), "port": str(self.port), **query},
        ).render_as_string(hide_password=False)

    def connect(self, database: str = "postgres", user: str = OWNER, **more: Any) -> psycopg.Connection:
        """Connect past the program, each statement committed by itself."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, dbname=database, user=user, autocommit=True, **more
        )

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database, empty or as a copy of another that nobody is connected to."""
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        if self.settings.get("fsync") == "off" and int(version().split(".")[0]) >= 15:
            made += sql.SQL(" STRATEGY file_copy")  # a third of the work, where nothing has to reach a disk
        with self.connect() as connection:
            connection.execute(made)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def start(self) -> None:
        """Start the server and return when it takes connections; one that crashed recovers first."""
        options = " ".join(f"-c {name}='{value}'" for name, value in self._options().items())
        _run("pg_ctl", "start", "-w", "-s", "-t", "120", "-D", self._data, "-l", self._log, "-o", options)

    def stop(self, how: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """Stop the server: `fast` ends sessions and writes everything down, `immediate` is a crash."""
        _run("pg_ctl", "stop", "-w", "-s", "-t", "120", "-D", self._data, "-m", how)

    @contextmanager
    def replica(self) -> Iterator[Server]:
        """Start a streaming replica of this durable server; it may only be read."""
        with _folder("/tmp") as folder:
            _run(
                "pg_basebackup", "-D", folder / "data", "-R", "-X", "stream", "-c", "fast",
                "-h", self.folder, "-p", str(self.port), "-U", OWNER,
            )  # fmt: skip
            copy = Server(folder, _free_port() if self._listens else self.port, self.settings)
            copy.start()
            try:
                yield copy
            finally:
                copy.stop_if_running()

    def stop_if_running(self) -> None:
        """Stop the server at once where it still runs."""
        if self.running:
            self.stop("immediate")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def _listens(self) -> str | None:
        return self.settings.get("listen_addresses") or None

    def _options(self) -> dict[str, str]:
        return {**ALWAYS, **self.settings, "port": str(self.port), "unix_socket_directories": str(self.folder)}


@contextmanager
def serve(
    *, durable: bool = False, loopback: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Make a server, start it, and remove it at the end.

    A `durable` one keeps what it has committed through a crash and can be streamed to a replica. It answers on a socket
    in its folder, with `loopback` on a free port of 127.0.0.1 as well. `settings` are more of postgresql.conf.
    """
    address = {"listen_addresses": "127.0.0.1"} if loopback else {}
    kind = DURABLE if durable else {**QUICK, "max_wal_senders": "0"}
    with _folder("/tmp" if durable else quick_place("/tmp")) as folder:
        _run(
            "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync",
            "--no-instructions", *_order(),
        )  # fmt: skip
        server = Server(folder, _free_port() if loopback else 5432, {**kind, **address, **(settings or {})})
        server.start()
        try:
            yield server
        finally:
            server.stop_if_running()


def _order() -> list[str]:
    """Sort as people do ("a" < "B"), not as bytes do, so that what leans on the server's order shows."""
    if int(version().split(".")[0]) < 15:
        return ["--locale=C.UTF-8"]
    return ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]


@contextmanager
def _folder(place: str) -> Iterator[Path]:
    """Make a folder that belongs to whoever runs the server, under a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=place))
    runner = _runner()
    if runner:
        os.chown(folder, runner.pw_uid, runner.pw_gid)
    watch = subprocess.Popen(["sh", "-c", _WATCH, "sh", str(folder)], stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield folder
    finally:
        watch.communicate()


@functools.cache
def _runner() -> pwd.struct_passwd | None:
    """Return who runs the server where the tests run as root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known.get("nobody")


def _program(name: str) -> str:
    folder = programs()
    if folder is None:
        raise RuntimeError(str(missing()))
    return str(folder / name)


def _run(program: str, *arguments: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    runner = _runner()
    identity: dict[str, Any] = {"user": runner.pw_uid, "group": runner.pw_gid, "extra_groups": []} if runner else {}
    done = subprocess.run(
        [_program(program), *map(str, arguments)],
        capture_output=True, text=True, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, **identity,
    )  # fmt: skip
    if check and done.returncode != 0:
        raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")
    return done


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
