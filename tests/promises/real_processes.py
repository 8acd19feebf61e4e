"""Real processes of the command line, started quickly: a runner that has loaded the program forks one for each call.

What it forks is a process like any other: own memory, own files, own locks, and `kill -9` ends it where it stands. Only
the half second of starting Python is not paid each time. `whole_start` pays it, for the moments of starting up.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

TRUSTCRM = (sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())")

RUNNER = """
import array, contextlib, io, json, os, socket, sys

meeting = socket.socket(fileno=int(sys.argv[1]))
from trustcrm.cli import main

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    for told in json.loads(sys.argv[2]):
        main(told)  # loads whatever the commands load, so that what is forked has it

import gc
gc.freeze()
meeting.send(b"{}")
while octets := meeting.recvmsg(1 << 20, socket.CMSG_SPACE(8)):
    said, extra = octets[0], octets[1]
    if not said:
        break
    asked = json.loads(said)
    if "wait" in asked:
        _, status = os.waitpid(asked["wait"], 0)
        meeting.send(json.dumps({"code": os.waitstatus_to_exitcode(status)}).encode())
        continue
    pipes = array.array("i")
    pipes.frombytes(extra[0][2])
    child = os.fork()
    if child == 0:
        code = 70
        try:
            meeting.close()
            for number, pipe in enumerate(pipes, 1):
                os.dup2(pipe, number)
                os.close(pipe)
            sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))
            os.environ.clear()
            os.environ.update(asked["environ"])
            code = main(asked["arguments"])
            sys.stdout.flush()
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    for pipe in pipes:
        os.close(pipe)
    meeting.send(json.dumps({"pid": child}).encode())
"""


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code (negative: the signal that ended it) and what it had said by then."""

    code: int
    stdout: str
    stderr: str


class Runner:
    """Forks processes of the command line out of one that has loaded it."""

    def __init__(self, environ: Mapping[str, str], first: Sequence[Sequence[str]]) -> None:
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._meeting = here
        self._environ = dict(environ)
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(there.fileno()), json.dumps(first)],
            env=self._environ, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL,
        )  # fmt: skip
        there.close()
        self._ask_nothing()

    def _ask_nothing(self) -> dict[str, Any]:
        said = self._meeting.recv(1 << 20)
        if not said:
            raise RuntimeError(f"the runner ended with {self._process.wait()}")
        told: dict[str, Any] = json.loads(said)
        return told

    def start(self, *arguments: str, **environ: str) -> Process:
        """Start a process of the command line with these arguments."""
        pipes = Pipes()
        asked = {"arguments": arguments, "environ": self._environ | environ}
        socket.send_fds(self._meeting, [json.dumps(asked).encode()], pipes.ends)
        pid = int(self._ask_nothing()["pid"])
        pipes.leave_to_the_other_side()
        return Process(pid, pipes, lambda: self.wait(pid))

    def run(self, *arguments: str, **environ: str) -> Ended:
        """Run the command line and wait for its end."""
        return self.start(*arguments, **environ).ended()

    def wait(self, pid: int) -> int:
        """Wait for a forked process and return its exit code."""
        self._meeting.send(json.dumps({"wait": pid}).encode())
        return int(self._ask_nothing()["code"])

    def close(self) -> None:
        """End the runner."""
        self._meeting.close()
        self._process.wait(timeout=60)


class Pipes:
    """The two pipes that a process writes to; what it had written is there to read whenever it was killed."""

    def __init__(self) -> None:
        self._out, out = os.pipe()
        self._err, err = os.pipe()
        self.ends = [out, err]

    def leave_to_the_other_side(self) -> None:
        """Close the ends the process writes to, so that reading ends with it."""
        for end in self.ends:
            os.close(end)

    def has_said(self) -> bool:
        """Return whether something stands on stdout, or it was closed."""
        return bool(select.select([self._out], [], [], 0)[0])

    def read(self) -> tuple[str, str]:
        """Return everything that was or will be written."""
        said = []
        for number in (self._out, self._err):
            with open(number, encoding="utf-8") as file:  # noqa: PTH123 - a pipe has no path
                said.append(file.read())
        return said[0], said[1]


@dataclass
class Process:
    """A process of the command line that runs."""

    pid: int
    _pipes: Pipes
    _wait: Callable[[], int]

    def has_said(self) -> bool:
        """Return whether it has answered on stdout, or has ended."""
        return self._pipes.has_said()

    def killed(self) -> Ended:
        """End it by SIGKILL where it stands, and return what it had said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.ended()

    def ended(self) -> Ended:
        """Wait for its end, and return what it said."""
        stdout, stderr = self._pipes.read()
        return Ended(self._wait(), stdout, stderr)


def start_whole(environ: Mapping[str, str], *arguments: str) -> Process:
    """Start a process of the command line from the very beginning of its interpreter."""
    pipes = Pipes()
    out, err = pipes.ends
    started = subprocess.Popen(
        [*TRUSTCRM, *arguments], env=dict(environ), stdin=subprocess.DEVNULL, stdout=out, stderr=err
    )
    pipes.leave_to_the_other_side()
    return Process(started.pid, pipes, started.wait)


@contextmanager
def runner_of(environ: Mapping[str, str], first: Sequence[Sequence[str]]) -> Iterator[Runner]:
    """Start a runner that has done the commands `first` once, and end it."""
    runner = Runner(environ, first)
    try:
        yield runner
    finally:
        runner.close()
