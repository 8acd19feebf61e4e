"""The pictures: SVG that any program reads, texts that stay texts, nothing drawn beyond the picture's edge."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from math import dist
from xml.etree.ElementTree import Element, fromstring

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Happening, Spoke, Spot, Timeline, Wheel, WorldMap, visible
from trustcrm_report.columns import wide
from trustcrm_report.pictures.coast import coasts, projected
from trustcrm_report.pictures.drawing import drawn
from trustcrm_report.pictures.ink import overlaps, shortened, spread
from trustcrm_report.pictures.widths import FONT, width_in
from trustcrm_report.pictures.world import Sheet, nearest

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2020, 6, 30)
HOSTILE = (
    "</text><script>alert(1)</script>",
    '" onload="x',
    "&lt;b&gt;",
    "]]>",
    "\x1b[2J",
    "\u202edlrow",
    "الجيزة",
    "名古屋",
)


def read(svg: str) -> tuple[Element, list[str]]:
    """Return a picture as XML and its texts; fail where anything in it could act."""
    root = fromstring(svg)
    allowed = {"svg", "title", "desc", "path", "circle", "rect", "g", "text"}
    for one in root.iter():
        assert one.tag.removeprefix(SVG) in allowed
        assert not [name for name in one.attrib if name.startswith("on") or "href" in name or name == "style"]
    return root, ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def test_a_picture_has_a_title_and_a_description_with_every_figure() -> None:
    figure = Wheel((Spoke("Nagoya", "sister", 91.5), Spoke("Genoa", "partner", None)), "Los Angeles", title="Close")
    root, texts = read(drawn(figure, name="picture-3"))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "picture-3-title picture-3-desc")
    assert (title.get("id"), title.text, desc.get("id")) == ("picture-3-title", "Close", "picture-3-desc")
    assert desc.text == "with Nagoya, sector sister, nearness 91.5; with Genoa, sector partner."
    assert {"Nagoya 91.5", "Genoa no reading", "sister", "partner"} <= set(texts)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_acts_in_a_picture(name: str) -> None:
    spots = (Spot(name, 50, 50, 3, True), Spot(name, -30, 10))
    for figure in (
        WorldMap(Spot(name, 0, 0), spots, name, name, name),
        Wheel((Spoke(name, name, 3), Spoke(name, name, None)), name, name, name, name),
        Timeline((Happening(DAY, name), Happening(DAY, name, True)), name, name, name),
    ):
        _, texts = read(drawn(figure, name="x"))
        assert any(visible(name)[:9] in text for text in texts)


def _wide(one: Element) -> float:
    return 6.0 * len(one.text or "")


def _left(one: Element) -> float:
    """Return where a text begins, wherever it is anchored."""
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[one.get("text-anchor") or "start"]
    return float(one.get("x") or 0) - before * _wide(one)


PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.none() | st.integers(0, 100))


@settings(max_examples=25, deadline=None)
@given(home=PLACES, places=st.lists(PLACES, max_size=12))
def test_every_place_lies_on_the_map_and_no_name_covers_another(
    home: tuple[float, float, int | None], places: list[tuple[float, float, int | None]]
) -> None:
    spots = tuple(Spot(f"city {number}", *place) for number, place in enumerate(places))
    root, texts = read(drawn(WorldMap(Spot("home", *home), spots), name="x"))
    wide, high = (float(size) for size in (root.get("viewBox") or "").split()[2:])
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx") or -1) <= wide
        assert 0 <= float(dot.get("cy") or -1) <= high
    boxes = [
        (x := _left(one), y := float(one.get("y") or 0), x + _wide(one), y + 11)
        for one in root.iter(f"{SVG}text")
        if re.fullmatch(r"home|city \d+", one.text or "")
    ]
    assert not any(overlaps(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :])
    left = [text for text in texts if "no room here" in text]
    assert len(boxes) + (int(left[0].split()[0]) if left else 0) == len(places) + 1


def test_two_names_in_one_line_of_a_map_stand_apart_and_no_leader_crosses_a_name() -> None:
    spots = tuple(Spot(f"Saint Petersburg {n}", 50 + n % 3, 8 + 1.5 * n, 50) for n in range(14))
    root, _ = read(drawn(WorldMap(Spot("home", 34, -118), spots), name="x"))
    names = [one for one in root.iter(f"{SVG}text") if "Petersburg" in (one.text or "")]
    assert len(names) >= 5
    boxes = [(_left(one) - 2, (y := float(one.get("y") or 0)) - 8, _left(one) + _wide(one) + 2, y) for one in names]
    assert not any(overlaps(one, other) for place, one in enumerate(boxes) for other in boxes[place + 1 :])
    found = [
        re.fullmatch(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", one.get("d") or "") for one in root.iter(f"{SVG}path")
    ]
    leaders = [tuple(float(part) for part in one.groups()) for one in found if one]
    assert leaders
    for x, y, to_x, to_y in leaders:
        middle = (x + to_x) / 2, (y + to_y) / 2
        assert not any(overlaps((*middle, *middle), box) for box in boxes)


def test_a_name_of_a_map_without_a_leader_is_nearest_to_its_own_place() -> None:
    places = {
        "Athens": (37.98, 23.73), "Berlin": (52.52, 13.41), "Bordeaux": (44.84, -0.58), "Busan": (35.18, 129.08),
        "Ischia": (40.73, 13.9), "Kaunas": (54.9, 23.9), "Milan": (45.46, 9.19), "Nagoya": (35.18, 136.91),
        "Saint Petersburg": (59.94, 30.31), "Seoul": (37.57, 126.98), "Split": (43.51, 16.44),
    }  # fmt: skip
    spots = tuple(Spot(name, *place, 99) for name, place in places.items())
    root, _ = read(drawn(WorldMap(Spot("home", 34, -118), spots), name="x"))
    dots = dict(zip(places, [(one.get("cx"), one.get("cy")) for one in root.iter(f"{SVG}circle")], strict=True))
    led = {start for one in root.iter(f"{SVG}path") for start in re.findall(r"^M([\d.]+ [\d.]+)L", one.get("d") or "")}
    told = {one.text: one for one in root.iter(f"{SVG}text") if one.text in places}
    alone = [name for name in told if name and " ".join(map(str, dots[name])) not in led]
    assert alone
    assert len(alone) < len(places)
    for name in alone:
        left, base = _left(told[name]), float(told[name].get("y") or 0)
        box = left, base - 10, left + _wide(told[name]), base + 3
        off = {other: dist(at := (float(x or 0), float(y or 0)), nearest(at, box)) for other, (x, y) in dots.items()}
        assert min(off, key=off.__getitem__) == name, off


def test_no_sign_of_a_wheel_covers_what_a_ring_stands_for() -> None:
    spokes = tuple(Spoke(f"tie {number}", "sister", 90 if 15 < number < 35 else 99) for number in range(50))
    root, _ = read(drawn(Wheel(spokes), name="x"))
    rings = [one for one in root.iter(f"{SVG}text") if (one.text or "") in {"95", "90", "80"}]
    assert len(rings) == 3
    signs = [re.findall(r"[\d.]+", one.get("transform") or "") for one in root.iter(f"{SVG}g")]
    for one in rings:
        x, y = float(one.get("x") or 0), float(one.get("y") or 0) - 3
        assert all(max(abs(float(left) - x), abs(float(top) - y)) > 6 for left, top in signs[: len(spokes)])


def test_our_city_stands_in_the_middle_and_neighbours_beside_it() -> None:
    for middle in (-118.2, 0.0, 179.9, -180.0):
        sheet = Sheet.around(middle)
        x, _ = sheet.place(34.1, middle)
        assert abs(x - 360) < 1
        assert sheet.place(34.1, (middle + 10 + 180) % 360 - 180)[0] > x > sheet.place(34.1, middle - 10)[0]


def test_the_projection_is_the_published_one() -> None:
    assert projected(0, 180) == pytest.approx((2.70663, 0), abs=1e-4)
    assert projected(90, 0) == pytest.approx((0, 1.31737), abs=1e-4)


def test_land_has_coasts_wherever_the_middle_is() -> None:
    for middle in (124, 719):
        outlines = coasts(middle)
        assert 20 < len(outlines) < 200
        assert all(len(outline) >= 3 for outline in outlines)
        assert all(-57 <= north <= 84 and -180 <= away <= 180 for outline in outlines for north, away in outline)


@settings(max_examples=40, deadline=None)
@given(days=st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=30))
def test_no_line_of_a_timeline_crosses_a_name(days: list[tuple[int, bool]]) -> None:
    told = tuple(
        Happening(DAY + timedelta(days=day), f"gift {number}", below) for number, (day, below) in enumerate(days)
    )
    root, texts = read(drawn(Timeline(told), name="x"))
    assert sum("gift" in text for text in texts) == len(days)
    names = [one for one in root.iter(f"{SVG}text") if "gift" in (one.text or "")]
    lines = [re.fullmatch(r"M([\d.]+) ([\d.]+)V([\d.]+)", one.get("d") or "") for one in root.iter(f"{SVG}path")]
    stems = [tuple(float(part) for part in one.groups()) for one in lines if one]
    assert len(stems) == len(days)
    for name in names:
        x, y = float(name.get("x") or 0), float(name.get("y") or 0) - 4
        for at, start, end in stems:
            assert not (x < at < x + 6 * len(name.text or "") and min(start, end) < y < max(start, end))


def test_names_of_a_timeline_are_whole_where_there_is_room_for_them() -> None:
    long = "Key messages and recommendations from one month of containment"
    told = [Happening(DAY, f"{long}, from Milan (IT)"), Happening(DAY + timedelta(days=9), f"{long * 2}", True)]
    root, texts = read(drawn(Timeline(tuple(told)), name="x"))
    ticks = [float(one.get("x") or 0) for one in root.iter(f"{SVG}text") if one.get("font-size") == "9"]
    assert all(later - one >= 85 for one, later in pairwise(ticks))
    assert f"2020-06-30 {long}, from Milan (IT)" in texts
    (cut,) = (text for text in texts if text.startswith("2020-07-09 Key"))
    assert cut.endswith("…")
    assert 360 < width_in("", cut) < 390, "it goes to the edge, and not beyond"
    crowd = [Happening(DAY + timedelta(days=day), long) for day in range(31)]
    root, texts = read(drawn(Timeline(tuple(crowd)), name="x"))
    assert any(re.fullmatch(f"2020-06-30 {long[:28]}.*…", text) for text in texts)
    assert float(root.attrib["viewBox"].split()[3]) < 720, "a picture of many names has room on one sheet"


def test_a_name_of_a_timeline_that_is_cut_still_says_with_whom() -> None:
    thing, whom = "A letter in support of a street permit", "to Honorary Consulate of Luxembourg in Los Angeles"
    for one, other in ((thing * 3, "to Mexico City (MX)"), (thing, whom * 3)):
        told = Happening(DAY, "Masks"), Happening(DAY + timedelta(days=9), f"{one}, {other}")
        _, texts = read(drawn(Timeline(told), name="x"))
        (cut,) = (text for text in texts if text.startswith("2020-07-09 A letter"))
        assert other[:20].strip() in cut
        assert "…" in cut


def test_a_text_is_as_wide_as_typst_sets_it() -> None:
    told = "2020-06-09 5,000 of 8,000 face shields, to Mexico City (MX); Łódź"
    page = f'#context [#metadata(measure(text(font: "{FONT}", size: 11pt, "{told}")).width.pt()) <wide>]'
    width = float(typst.query(page.encode(), "<wide>", field="value", one=True))
    assert width <= width_in(FONT, told) <= 1.05 * width
    assert width_in(FONT, told) < width_in("", told) == width_in("Noto Sans", told)


@given(places=st.lists(st.floats(0, 300), max_size=20).map(sorted))
def test_names_beside_a_wheel_keep_apart(places: list[float]) -> None:
    found = spread(places, 13, 0, 300)
    assert len(found) == len(places)
    assert all(later - one >= 13 - 1e-9 for one, later in pairwise(found))
    assert all(place <= 300 + 1e-9 for place in found)


def test_a_legend_of_many_lines_is_drawn_whole() -> None:
    sectors = [f"{'a kind of tie with a long name'} {number}" for number in range(9)]
    for figure in (
        Wheel(tuple(Spoke("x", sector, 50.0) for sector in sectors), "us", "trust", "kind", "How close"),
        WorldMap(
            Spot("us", 0, 0), (), "a weight that has a very long name" * 2, "a mark with a very long name" * 3, "Map"
        ),
    ):
        root, _ = read(drawn(figure, name="a"))
        high = float(root.attrib["viewBox"].split()[3])
        assert max(float(one.attrib["y"]) for one in root.iter(f"{SVG}text")) < high - 4


def test_a_long_name_of_ours_does_not_cut_off_what_a_wheel_s_scale_means() -> None:
    _, texts = read(drawn(Wheel((Spoke("x", "kind", 50.0),), "Llanfair-yng-Nghymru " * 9, "trust in %"), name="a"))
    assert any(told.startswith("the nearer to") and "…, the more trust in %" in told for told in texts)


def test_figures_of_a_wheel_have_decimals_alike() -> None:
    spokes = (Spoke("one", "kind", 99.0), Spoke("other", "kind", 99.1), Spoke("unread", "kind", None))
    _, texts = read(drawn(Wheel(spokes, "us", "trust", "kind", "How close"), name="a"))
    assert {"one 99.0", "other 99.1", "unread no reading"} <= {
        text.replace("\u2068", "").replace("\u2069", "") for text in texts
    }


def test_a_wheel_of_hundreds_draws_the_nearest_and_the_farthest_and_says_so() -> None:
    spokes = tuple(Spoke(f"tie {number}", "sister", number % 100) for number in range(500))
    root, texts = read(drawn(Wheel(spokes), name="x"))
    assert "the nearest and the farthest 60 of 500" in texts
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    assert (desc.text or "").endswith("and 440 more.")


@settings(max_examples=40)
@given(st.text(st.sampled_from("ab 名é"), max_size=50), st.integers(2, 40))
def test_a_shortened_name_needs_no_more_room_than_it_has(name: str, most: int) -> None:
    assert wide(shortened(name, most)) <= most


def test_a_wide_letter_takes_the_room_of_two() -> None:
    assert shortened("京都府京都市左京区国際交流推進室", 12) == "京都府京都…"
    assert shortened("Nagoya, Aichi", 13) == "Nagoya, Aichi"


def test_no_figure_is_told_in_part() -> None:
    told = "Masks (1,400,123,456 pieces)"
    assert {shortened(told, most) for most in range(8, 21)} == {"Masks…"}
    assert shortened(told, 22) == "Masks (1,400,123,456…"
    assert shortened("1" * 40, 8) == "1111111…"
