"""The terminal UI through a real pseudo terminal, beside Textual's empty app, posting and harlequin."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Measure, Row, Unavailable
from tests.benchmarks.programs import TRUSTCRM, surroundings
from tests.benchmarks.served import on_postgresql
from tests.benchmarks.watched import Answer, Watched

DOWN, PAGE, ENTER, ESCAPE = b"\x1b[B", b"\x1b[6~", b"\r", b"\x1b"
IDLE = 60.0
"""So many seconds somebody does nothing; whoever we are measured against is watched for fewer."""
LOOK = 5.0
TIMES = {"down": 12, "page": 15, "scroll": 40}
"""How often somebody goes a line down on Today, and a page or a line on within the list of every interaction."""
EMPTY = ("-c", "from textual.app import App; App().run()")


@dataclass(frozen=True)
class Other:
    """Another program made with Textual: what is installed for it, and what it needs to open something of its own."""

    name: str
    packages: tuple[str, ...]
    arguments: Callable[[Path], Sequence[str]]


OTHERS = (
    # With tree-sitter 0.26 posting 2.11 ends by a segmentation fault as soon as it shows JSON.
    Other("posting", ("posting", "tree-sitter<0.26"), lambda folder: ("--collection", str(folder))),
    Other("harlequin", ("harlequin",), lambda folder: ("-a", "sqlite", str(folder / "harlequin.db"))),
)


def _sit(bench: Bench) -> None:
    """Sit before the screens as somebody does, and take down each figure."""
    with _opened(bench, [str(TRUSTCRM), "--db", str(bench.office), "tui"]) as screen:
        _look_around(screen, lambda figure, found: bench.take(f"screen-{figure}", found))


def _sit_on(bench: Bench) -> None:
    """Do the same, stay for a minute of nothing, and take down what that costs and leaves; a sitting of its own."""
    with _opened(bench, [str(TRUSTCRM), "--db", str(bench.office), "tui"]) as screen:
        _look_around(screen, lambda figure, found: None)
        idle = screen.nothing(IDLE)
        bench.take("screen-idle", idle.written / IDLE)
        bench.take("screen-idle-cpu", idle.busy)
        bench.take("screen-memory", screen.memory())


def _sit_afar(bench: Bench) -> None:
    """Do the same before an office on a server of PostgreSQL."""
    with _opened(bench, [str(TRUSTCRM), "--db", on_postgresql(bench), "tui"]) as screen:
        _look_around(screen, lambda figure, found: bench.take(f"screen-{figure}-postgresql", found))
        bench.take("screen-memory-postgresql", screen.memory())


def _look_around(screen: Watched, take: Callable[[str, float], object]) -> None:
    """Go down on Today, open the bar, find, list every interaction and scroll in that list."""
    take("paint", screen.until_painted())
    take("data", screen.until(b"d late"))
    screen.settle()
    downs = [screen.press(DOWN) for _ in range(TIMES["down"])]
    take("log", screen.press(b"l").first)
    screen.press(ESCAPE)
    screen.press(b"/")
    take("find", screen.press(b"m").last)
    screen.press(ESCAPE)
    screen.press(b":")
    screen.type("list interaction")
    take("list", screen.press(ENTER, until=b" in all").last)
    screen.settle()
    pages = [screen.press(PAGE) for _ in range(TIMES["page"])]
    # The cursor stands on the lowest line now, so each of these moves the list.
    scrolled = [screen.press(DOWN) for _ in range(TIMES["scroll"])]
    screen.settle()
    for name, answers in (("down", downs), ("page", pages), ("scroll", scrolled)):
        take(name, _late(answers))
        take(f"{name}-bytes", median(answer.written for answer in answers))


def _late(answers: Sequence[Answer]) -> float:
    """Return what nineteen of twenty keys stay below until their first byte."""
    waits = sorted(answer.first for answer in answers)
    return waits[min(len(waits) - 1, int(len(waits) * 0.95))]


@contextmanager
def _opened(bench: Bench, command: Sequence[str]) -> Iterator[Watched]:
    """Yield a program that was just started, for somebody of whom nothing is remembered."""
    with tempfile.TemporaryDirectory(dir=bench.folder) as home:
        own = {f"XDG_{what}_HOME": home for what in ("DATA", "CONFIG", "CACHE", "STATE")} | {"HOME": home}
        screen = Watched(command, surroundings(bench) | own, bench.clock)
        try:
            yield screen
        finally:
            screen.end()


def _figure(
    name: str, reference: Callable[[Bench], Measure] | None = None, sit: Callable[[Bench], None] = _sit
) -> Callable[[Bench], AbstractContextManager[Contest]]:
    """Return how a row is made ready: what a sitting took down under its name, all of it at one sitting."""

    def sat(bench: Bench) -> float:
        sit(bench)
        return bench.taken[name][-1]

    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        _ = on_postgresql(bench) if sit is _sit_afar else bench.office
        yield Contest(bench.again(name, lambda: sat(bench)), reference(bench) if reference is not None else None)

    return prepare


def _empty(look: Callable[[Watched], float]) -> Callable[[Bench], Measure]:
    return lambda bench: _looked(bench, [sys.executable, *EMPTY], look)


def _other(other: Other, figure: str) -> Callable[[Bench], Measure]:
    """Return a look at another program, which is installed in an environment that is thrown away."""
    name = f"{other.name}-{figure}"

    def ready(bench: Bench) -> Measure:
        own = bench.folder / f"{other.name}-data"
        own.mkdir(parents=True, exist_ok=True)
        command = [str(_installed(bench.folder / other.name, other)), *other.arguments(own)]

        def looked() -> float:
            with _opened(bench, command) as screen:
                bench.take(f"{other.name}-paint", screen.until_painted())
                screen.settle()
                bench.take(f"{other.name}-idle", max(1.0, screen.nothing(LOOK).written) / LOOK)
                bench.take(f"{other.name}-memory", screen.memory())
            return bench.taken[name][-1]

        return bench.again(name, looked)

    return ready


def _installed(folder: Path, other: Other) -> Path:
    program = folder / "bin" / other.name
    uv = shutil.which("uv")
    if uv is None:
        raise Unavailable(f"{other.name} is installed by uv, which is not there.")
    if not program.exists():
        for command in (
            (uv, "venv", "--quiet", "--python", sys.executable, str(folder)),
            (uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(folder), *other.packages),
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                said = done.stderr.strip()[-200:]
                raise Unavailable(f"{other.name} cannot be installed, without a network perhaps: {said}")
    return program


def _looked(bench: Bench, command: Sequence[str], look: Callable[[Watched], float]) -> Measure:
    def measure() -> float:
        with _opened(bench, command) as screen:
            return look(screen)

    return measure


def _paint(screen: Watched) -> float:
    return screen.until_painted()


def _memory(screen: Watched) -> float:
    screen.until_painted()
    screen.settle()
    return screen.memory()


def _row(name: str, job: str, must: float, aim: float, unit: str = "s", sit: Callable[[Bench], None] = _sit) -> Row:
    """Return a row that is held to a figure of its own."""
    return Row(
        name=name, job=job, reference="", must=Limit(must, of="ours"), aim=Limit(aim, of="ours"),
        prepare=_figure(name, sit=sit), unit=unit,
    )  # fmt: skip


def _afar(figure: str, job: str, must: float, aim: float, unit: str = "s") -> Row:
    """Return such a row for an office on a server."""
    return _row(f"screen-{figure}-postgresql", f"on PostgreSQL: {job}", must, aim, unit, _sit_afar)


LISTED = "the list of all interactions asked for, until it, its count and a card stand there"

ROWS = (
    Row(
        name="screen-paint", job="`trustcrm tui`: from the start to the first paint", reference="Textual's empty app",
        must=Limit(2.0), aim=Limit(1.5), prepare=_figure("screen-paint", _empty(_paint)),
    ),
    _row("screen-data", "from the start until what is due stands on Today", 0.8, 0.6),
    _row("screen-down", "a line down on Today, until the first byte, 19 of 20", 0.030, 0.016),
    _row("screen-page", "a page down in that list, until the first byte, 19 of 20", 0.030, 0.020),
    _row("screen-log", "the log bar asked for, until the first byte", 0.050, 0.030),
    _row("screen-find", "a letter to find by, until what is found stands there with a card", 0.2, 0.1),
    _row("screen-list", LISTED, 0.2, 0.15),
    _row("screen-scroll", "a line down that moves that list, until the first byte, 19 of 20", 0.030, 0.020),
    _row("screen-down-bytes", "written for a line down on Today, with its card", 8192, 4096, "bytes"),
    _row("screen-page-bytes", "written for a page down in that list, with its card", 8192, 6144, "bytes"),
    _row("screen-scroll-bytes", "written for a line down that moves that list, with its card", 8192, 6144, "bytes"),
    _row("screen-idle", f"written in a second, over {IDLE:.0f} s of nothing", 0, 0, "bytes", _sit_on),
    _row(
        "screen-idle-cpu", f"processor time taken within {IDLE:.0f} s of nothing", 0.005 * IDLE, 0.001 * IDLE,
        sit=_sit_on,
    ),
    Row(
        name="screen-memory", job="memory after all that, a minute later", reference="Textual's empty app",
        must=Limit(70, of="ours"), aim=Limit(64, of="ours"), unit="MiB",
        prepare=_figure("screen-memory", _empty(_memory), _sit_on),
    ),
    _afar("paint", "from the start to the first paint", 0.5, 0.4),
    _afar("data", "from the start until what is due stands on Today", 0.8, 0.6),
    _afar("down", "a line down on Today, until the first byte, 19 of 20", 0.030, 0.016),
    _afar("list", LISTED, 0.2, 0.15),
    _afar("scroll", "a line down that moves that list, until the first byte, 19 of 20", 0.030, 0.020),
    _afar("memory", "memory after all that", 85.8, 76, "MiB"),
    *(
        Row(
            name=f"screen-{figure}-{other.name}", job=job, reference=other.name, must=Limit(1.0), aim=Limit(0.5),
            prepare=_figure(f"screen-{figure}", _other(other, figure), sit), unit=unit, scales=False,
        )
        for other in OTHERS
        for figure, job, unit, sit in (
            ("paint", "`trustcrm tui`: from the start to the first paint", "s", _sit),
            ("memory", "memory after all that", "MiB", _sit_on),
            ("idle", "written in a second of nothing", "bytes", _sit_on),
        )
    ),
)  # fmt: skip
