"""What is sent to a terminal shows the same as what Textual painted, in fewer bytes."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from trustcrm_tui.thrift import Thrift

WIDE, HIGH = 24, 5
LOOKS = (
    "",
    "1",
    "38;2;1;2;3",
    "38;2;9;9;9;48;2;18;18;18",
    "1;38;2;1;2;3;48;2;18;18;18",
    "48;2;18;18;18",
    "4;31;44",
    "7",
    "2;3",
)
signs = st.sampled_from("  abcxyz▌▏…é")
runs = st.tuples(
    st.integers(1, HIGH), st.integers(1, WIDE),
    st.lists(st.tuples(st.sampled_from(LOOKS), st.text(signs, min_size=1, max_size=9)), min_size=1, max_size=4),
)  # fmt: skip
frames = st.lists(st.lists(runs, min_size=1, max_size=6), min_size=1, max_size=6)


def _frame(told: list[tuple[int, int, list[tuple[str, str]]]]) -> str:
    """Return a frame as Textual writes one: from top to bottom, cut where the window ends."""
    lines, last = [], max(y for y, _, _ in told)
    for y, x, parts in sorted(told, key=lambda run: run[0]):
        line, left = f"\x1b[{y};{x}H", WIDE - x + 1
        for look, text in parts:
            text, left = text[:left], left - len(text[:left])
            line += f"\x1b[{look}m{text}\x1b[0m" if look and text else text
        lines.append(line if y == last else f"{line}\n")
    return "".join(lines) + "\x1b[1;2H"


def _shown(screen: pyte.Screen) -> list[list[object]]:
    """Return what can be seen of each cell: of a space neither colour nor weight."""
    seen: list[list[object]] = []
    for y in range(HIGH):
        cells = [screen.buffer[y][x] for x in range(WIDE)]
        seen.append([
            cell if cell.data != " " or cell.reverse or cell.underscore else ("blank", cell.bg) for cell in cells
        ])  # fmt: skip
    return seen


def _terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDE, HIGH)
    screen.reset_mode(pyte.modes.DECAWM)
    return screen, pyte.Stream(screen)


@given(frames)
def test_the_screen_shows_what_was_painted(told: list[list[tuple[int, int, list[tuple[str, str]]]]]) -> None:
    (painted, paint), (sparing, spare), thrift = _terminal(), _terminal(), Thrift()
    for frame in map(_frame, told):
        paint.feed(frame.replace("\n", "\r\n"))
        spare.feed(thrift.sent(frame))
        assert _shown(sparing) == _shown(painted)
        assert (sparing.cursor.x, sparing.cursor.y) == (painted.cursor.x, painted.cursor.y)


def test_what_stands_there_already_is_not_sent() -> None:
    thrift = Thrift()
    frame = "\x1b[1;1H\x1b[1;38;2;1;2;3mKorea\x1b[0m late\x1b[1;2H"
    assert "Korea" in thrift.sent(frame)
    assert thrift.sent(frame) == ""
    assert thrift.sent(frame.replace("Korea", "Koreb")) == "\x1b[1;5H\x1b[1;38;2;1;2;3mb\x1b[m\x1b[1;2H"


def test_once_forgotten_everything_is_sent() -> None:
    thrift = Thrift()
    frame = "\x1b[1;1HKorea\x1b[1;2H"
    first = thrift.sent(frame)
    thrift.forget()
    assert thrift.sent(frame) == first


def test_another_screen_shows_nothing_of_the_one_before() -> None:
    thrift = Thrift()
    frame = "\x1b[1;1HKorea\x1b[1;2H"
    thrift.sent(frame)
    assert thrift.sent("\x1b[?1049h") == "\x1b[?1049h"
    assert "Korea" in thrift.sent(frame)


def test_a_line_whose_width_terminals_do_not_agree_on_is_sent_whole() -> None:
    thrift = Thrift()
    frame = "\x1b[1;1H서울 Seoul\x1b[2;1Hplain\x1b[1;2H"
    thrift.sent(frame)
    assert "서울 Seoul" in thrift.sent(frame)
    assert "plain" not in thrift.sent(frame)


def test_what_does_more_than_draw_passes_as_it_is() -> None:
    thrift = Thrift()
    thrift.sent("\x1b[1;1HKorea\x1b[1;2H")
    assert thrift.sent("\x1b[2J") == "\x1b[2J"
    assert "Korea" in thrift.sent("\x1b[1;1HKorea\x1b[1;2H")
    assert thrift.sent("\x1b]52;c;S29yZWE=\x07") == "\x1b]52;c;S29yZWE=\x07"
    assert "Korea" not in thrift.sent("\x1b[1;1HKorea\x1b[1;2H")
