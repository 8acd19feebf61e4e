"""A real Thunderbird, without a window, as a client of the server. Where it is not installed these are skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any, cast

import pytest

from tests.caldav_device import Client, Served
from tests.thirty_one_zones import COUNT, generated
from tests.thunderbird import Thunderbird, thunderbird
from trustcrm.plugin import FollowUp

_UP_TO_DATE = """
const upToDate = (id, begin) => new Promise((resolve, reject) => {
  const calendar = cal.manager.getCalendarById(id);
  calendar.addObserver({
    QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
    onLoad() { calendar.removeObserver(this); resolve(calendar); },
    onError(where, number, message) { reject(new Error(`${number} ${message}`)); },
    onStartBatch() {}, onEndBatch() {}, onAddItem() {}, onModifyItem() {}, onDeleteItem() {},
    onPropertyChanged() {}, onPropertyDeleting() {},
  });
  begin(calendar);
});
"""
_SUBSCRIBED = (
    _UP_TO_DATE
    + """
await cal.auth.passwordManagerSave(told.user, told.password, new URL(told.url).origin, "TrustCRM");
const all = await cal.provider.caldav.detectCalendars(told.user, told.password, told.url, true, {});
const found = all.find(one => one.name == told.name);
found.setProperty("cache.enabled", true);
cal.manager.registerCalendar(found);
await upToDate(found.id, () => {});
return found.id;
"""
)
"""Find a calendar as the dialogue for new ones does, subscribe to it, and return its id."""
_SHOWN = (
    _UP_TO_DATE
    + """
let items = [];
for (let round = 0; round < 20 && !items.some(one => one.title == told.title); round++) {
  const calendar = await upToDate(told.calendar, calendar => calendar.refresh());
  items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
}
return items.map(one => ({
  title: one.title, place: one.getProperty("LOCATION"),
  starts: one.startDate?.nativeTime / 1e6, ends: one.endDate?.nativeTime / 1e6,
}));
"""
)
"""Return what it shows of a calendar once a title is among it, the instants in seconds since 1970."""
_CHANGED = """
const calendar = cal.manager.getCalendarById(told.calendar);
const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
const before = items.find(one => one.title == told.title);
const after = before.clone();
%s
await calendar.modifyItem(after, before);
return true;
"""
"""Change one item of a calendar, as its window does once that is closed."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    with thunderbird(tmp_path_factory.mktemp("thunderbird")) as found:
        yield found


@pytest.fixture
def subscribed(program: Thunderbird, ana: Client) -> Callable[[str], str]:
    """Let Thunderbird subscribe to a calendar by its name, and return the calendar's id there."""

    def subscribed(name: str) -> str:
        told = {"user": ana.person, "password": ana.password, "url": ana.url, "name": name}
        return str(program.ask(_SUBSCRIBED, told))

    return subscribed


def test_thunderbird_shows_a_thousand_meetings_in_thirty_one_zones_at_the_very_instant(
    program: Thunderbird, subscribed: Callable[[str], str], served: Served
) -> None:
    meetings = generated()
    do = served.context.do.batch("a busy decade")
    for engagement, _ in meetings:
        do.add(engagement, again=True)
    told = {"calendar": subscribed("Engagements"), "title": meetings[-1][0].title}
    shown = {one["title"]: (one["starts"], one["ends"]) for one in program.ask(_SHOWN, told)}
    assert len(shown) == COUNT
    wanted = {engagement.title: when for engagement, when in meetings}
    assert {title: when for title, when in shown.items() if when != wanted[title]} == {}


def test_an_edit_in_thunderbird_reaches_the_office_and_the_office_s_edit_thunderbird(
    program: Thunderbird, subscribed: Callable[[str], str], served: Served
) -> None:
    row = served.add(title="Visit", time_zone="Asia/Tokyo")
    calendar = subscribed("Engagements")
    told: dict[str, Any] = {"calendar": calendar, "title": "Visit"}
    program.ask(_CHANGED % 'after.setProperty("LOCATION", "Room 4"); after.startDate.hour = 11;', told)
    _, engagement = served.engagements()["Visit"]
    assert (engagement.place, engagement.starts_at, engagement.time_zone) == ("Room 4", time(11), "Asia/Tokyo")
    served.context.do.correct("engagement", row, {"title": "State visit", "starts_on": date(2030, 7, 5)})
    (shown,) = program.ask(_SHOWN, {"calendar": calendar, "title": "State visit"})
    assert (shown["title"], shown["place"]) == ("State visit", "Room 4")
    assert shown["starts"] == 1909447200  # 5 July 2030, 11:00 in Tokyo


def test_a_to_do_ticked_off_in_thunderbird_is_done_in_the_office(
    program: Thunderbird, subscribed: Callable[[str], str], served: Served
) -> None:
    row = served.context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5))).ids[0]
    told = {"calendar": subscribed("Follow-ups"), "title": "Thank them"}
    program.ask(_CHANGED % 'after.dueDate = cal.createDateTime("20300709"); after.isCompleted = true;', told)
    follow_up = cast(FollowUp, served.context.ask.one("follow-up", row).kept.record)
    assert (follow_up.due_on, follow_up.done_on is not None) == (date(2030, 7, 9), True)
    assert served.context.ask.history(1)[0].change.actor == "Ana"
