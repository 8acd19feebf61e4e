"""What an office does all day, with the keys it takes: words typed are not counted."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from textual.events import Key

from tests.terminal import LIMIT
from trustcrm.plugin import PluginContext
from trustcrm_tui.drafts import Draft, Drawer, own_folder
from trustcrm_tui.keys import CHANGES
from trustcrm_tui.lists import SOON
from trustcrm_tui.offered import MoreSheet
from trustcrm_tui.sheets.sheet import Loaded


def test_a_call_with_the_tie_on_top_is_three_keys(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("l", "c", "enter")
        assert "Logged call with" in seat.text()

    seat = show(act)
    assert seat.pressed == 3
    assert context.ask.count("interaction") == before + 1


def test_a_call_with_a_named_tie_is_eight_keys(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/", "m", "i", "l", "enter", "l", "c", "enter")
        assert "Logged call with Milan" in seat.text()

    assert show(act, (80, 24)).pressed == 8
    newest = context.ask.page("interaction", limit=1).rows[0]
    assert newest.kept.record.kind == "call"  # type: ignore[attr-defined]
    assert "Milan (IT)" in newest.referred.values()


def test_a_persons_tie_is_found_by_the_name_and_enter(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/", "g", "i", "u", "l", "i", "a", "enter")
        assert "Giulia D'Amico-Nardò" in seat.text()
        await seat.press("l")
        assert "Log with Milan" in seat.text()

    show(act)


def test_what_was_promised_and_came_is_three_keys(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/", "n", "a", "g", "o", "y", "a", "enter")
        before = seat.pressed
        await seat.press("p")
        numbered = next(
            line
            for line in seat.text().split("\n")
            if "10,000 masks" in line and "hoped for" in line and line.strip()[0].isdigit()
        )
        await seat.press(numbered.strip()[0], "enter")
        assert seat.pressed - before == 3
        assert "Delivered: 6,000 of 10,000 masks." in seat.text()

    show(act)
    account = next(one for one in context.ask.ledger().accounts if "10,000 masks" in one.contribution.what)
    assert account.quantities["received"] == 10_000


def test_what_we_owe_the_rest_of_is_delivered_before_anybody_is_thanked(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("3")
        assert "we owe       8,000 face shields" in seat.text()
        await seat.press("d")
        assert "Delivered: 3,000 of 8,000 face shields made by residents." in seat.text()

    show(act)
    account = next(one for one in context.ask.ledger().accounts if "face shields" in one.contribution.what)
    assert account.quantities["received"] == 8_000
    assert account.state == "received"


def test_new_aid_is_two_keys_and_words(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/", "m", "i", "l", "enter")
        before = seat.pressed
        await seat.press("p")
        await seat.type("got 2000 gloves")
        await seat.press("enter")
        assert seat.pressed - before == 2

    show(act)
    assert any("gloves" in one.contribution.what and one.is_received for one in context.ask.ledger().accounts)


def test_overdue_consulates_are_two_keys_away(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("f", "c")
        rows = seat.app.listing.rows.rows
        assert sum(row.late > 0 for row in rows) > 4
        assert {row.glance.kind for row in rows} == {"consular"}
        assert "only consular" in seat.text()

    assert show(act, (80, 24)).pressed == 2


def test_what_is_to_be_done_is_put_off_to_friday_by_three_keys(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        while seat.app.lists.subject.noun != "follow-up":
            await seat.press("down")
        seat.row = seat.app.lists.subject.id
        before = seat.pressed
        await seat.press("z", "f", "enter")
        assert seat.pressed - before == 3
        assert "Put off until Fri 3 Jul 2020" in seat.text()

    seat = show(act)
    assert seat.row not in [due.id for due in context.ask.due() if due.noun == "follow-up"]
    put_off = next(due for due in context.ask.due(snoozed=True) if (due.noun, due.id) == ("follow-up", seat.row))
    assert str(put_off.snoozed_until) == "2020-07-03"


def test_anything_is_taken_back_by_one_key(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("l", "c", "enter", "u")
        assert "Taken back: the entry “c”" in seat.text()

    show(act)
    assert context.ask.count("interaction") == before


def test_undo_after_a_restart_takes_back_what_the_same_person_did(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def log(seat: Any) -> None:
        await seat.press("l", "c", "enter")

    async def undo(seat: Any) -> None:
        await seat.press("u")

    show(log)
    show(undo)
    assert context.ask.count("interaction") == before


def test_what_is_hoped_for_is_two_keys_away(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("3", ">")
        text = seat.text()
        assert "hoped for 10,000 masks" in " ".join(text.split())
        assert "◀" not in text.split("▏")[0]

    assert show(act, (80, 24)).pressed == 2


def test_agreements_that_end_are_one_key_away(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("5")
        assert "Letter of intent on stipends" in seat.text().split("\n")[3]

    assert show(act).pressed == 1


def test_a_question_the_words_leave_open_is_answered_by_enter(show: Any, context: PluginContext) -> None:
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("2", "l")
        await seat.type("call, they asked again whether 12 or 20 masks")
        await seat.press("enter")
        for _ in range(4):
            if seat.app.bar.mode is not None:
                await seat.press("enter")
        assert seat.app.bar.mode is None

    show(act)
    assert context.ask.count("interaction") == before + 1


def test_escape_puts_words_aside_and_a_dot_brings_them_back(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("l")
        await seat.type("call about the leaflet")
        await seat.press("escape")
        assert "Put aside" in seat.text()
        await seat.press(".")
        assert "call about the leaflet" in seat.text()

    show(act)


def test_read_only_writes_nothing(show: Any, context: PluginContext, tmp_path: Path) -> None:
    before = context.ask.history(1)[0].change.id

    async def act(seat: Any) -> None:
        for key in ("l", ".", "p", "n", "z", "s", "!", "u", "d", "t"):
            await seat.press("?", "escape", key)
            assert "This is read only; nothing was written." in seat.text(), key
        foot = seat.text().splitlines()[-1]
        assert "Enter Open" in foot
        assert "b Brief" in foot
        assert not {"Log", "Promise", "New", "Undo", "Done", "Tell"} & set(foot.split())
        await seat.press("?")
        assert not any(row.id in CHANGES for row in seat.app.listing.rows.rows)
        await seat.press("escape")
        await seat.press("down", "c", "3", "end", "r")
        assert "This is read only; nothing was written." in seat.text()
        await seat.press("b", "enter")
        assert "This is read only; nothing was written." in seat.text()
        seat.app.leave()

    files = sorted(tmp_path.rglob("*"))
    Drawer(own_folder(context), context.office_key).keep_draft(draft := Draft("call, half a", None, "", "log"))
    show(act, read_only=True)
    assert context.ask.history(1)[0].change.id == before
    assert Drawer(own_folder(context), context.office_key).draft() == draft
    new = {path.name for path in {*tmp_path.rglob("*")}.difference(files) if path.is_file()}
    assert {name for name in new if not name.startswith(("office.db-", "draft-"))} == set()


def test_a_paste_opens_the_log_and_runs_no_command(show: Any) -> None:
    from textual.events import Paste

    async def act(seat: Any) -> None:
        seat.app.post_message(Paste("qqqu call with Milan\x1b[31m"))
        await seat.settle()
        assert seat.app.bar.words.value == "qqqu call with Milan\\x1b[31m"
        assert seat.app.is_running

    show(act)


def test_whoever_goes_down_the_list_goes_on_where_they_are_when_what_they_did_moves_a_row(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("3")
        listing = seat.app.listing
        place = next(n for n, row in enumerate(listing.rows.rows) if row.ours and not row.account.is_partial)
        done, behind = (listing.rows.key(row) for row in listing.rows.rows[place : place + 2])
        listing.go(place)
        await seat.press("d")
        assert listing.rows.place_of(done) > place + 1  # among what is settled
        assert listing.rows.key(listing.row) == behind

    show(act)


def test_the_cursor_stays_on_its_row_when_the_list_is_read_anew(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("down", "down", "down", "down", "down")
        before = seat.app.lists.subject
        await seat.press("R")
        assert seat.app.lists.subject == before

    show(act)


def test_a_restart_returns_to_the_same_row_and_the_words_under_way(show: Any) -> None:
    async def leave(seat: Any) -> None:
        await seat.press("2", "down", "down", "down", "l")
        await seat.type("call half said")
        seat.app.notes.write_draft()
        seat.app.notes.write_place(seat.app.lists)
        seat.left = seat.app.lists.subject

    async def come(seat: Any) -> None:
        assert seat.app.lists.subject == left.left
        assert seat.app.bar.words.value == "call half said"

    left = show(leave)
    show(come)


def test_a_card_that_goes_on_says_so_and_moves_by_the_same_keys(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("enter")
        assert "more lines" in seat.text()
        for _ in range(12):
            await seat.press("pagedown")
        assert "more lines" not in seat.text()
        top, row = seat.app.card.top, seat.app.listing.cursor
        await seat.press("home")
        assert "more lines" in seat.text()
        await seat.press("end")
        assert (seat.app.card.top, seat.app.listing.cursor) == (top, row)  # and not another's card
        await seat.press("escape")
        assert "! 30 overdue" in seat.text()

    show(act, (80, 24))


def test_tab_moves_the_card_until_the_list_changes(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("tab", "down", "down")
        assert seat.app.listing.cursor == 0
        await seat.press("2", "down")
        assert seat.app.listing.cursor == 1

    show(act)


def test_the_card_of_another_row_begins_at_its_beginning(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("tab", "pagedown", "tab", "down")
        assert seat.app.card.top == 0
        await seat.press("tab", "pagedown")
        top = seat.app.card.top
        await seat.press("R")
        assert seat.app.card.top == top > 0

    show(act, (120, 20))


def test_the_week_is_planned_by_one_key_and_three_for_each_meeting(show: Any, context: PluginContext) -> None:
    suggested = [one.name for one in context.ask.suggestions()][:3]
    before = context.ask.count("engagement")

    async def act(seat: Any) -> None:
        await seat.press("4", *("s", "enter", "down") * 3)
        assert seat.app.listing.row.suggestion.name not in suggested

    assert show(act).pressed == 1 + 3 * 3
    planned = context.ask.page("engagement", limit=3).rows
    assert context.ask.count("engagement") == before + 3
    assert [next(iter(row.referred.values())) for row in reversed(planned)] == suggested
    assert all(row.kept.record.words for row in planned)  # type: ignore[attr-defined]


def test_a_briefing_is_two_keys(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("b", "enter")
        assert "Wrote" in seat.text()

    assert show(act).pressed == 2


def test_a_number_is_explained_and_all_names_are_hidden_and_the_mouse_is_left_by_plain_keys(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("*")
        assert "Luxembourg" not in seat.text()
        assert "Names are hidden; * shows them again." in seat.text()
        await seat.press("y")
        assert "Luxembourg" not in seat.text()
        await seat.press("escape", "*")
        assert "Luxembourg" in seat.text()
        await seat.press(":")
        await seat.type("mouse")
        await seat.press("enter")
        assert "The mouse" in seat.text()

    show(act)


def test_keys_typed_while_it_opens_are_done_once_it_is_open(show: Any) -> None:
    async def act(seat: Any) -> None:
        assert "Log with Milan" in seat.text()
        assert seat.app.bar.words.value == "c"

    show(act, typed_early=["/", "m", "i", "l", "ctrl+j", "l", "c"])


def test_keys_typed_while_the_first_list_is_read_are_done_in_the_order_they_were_typed(show: Any) -> None:
    words = "c 20m"

    async def act(seat: Any) -> None:
        app, read = seat.app, threading.Event()
        app.lists.go_to(1)
        app.backroom.ask(lambda _: read.wait(LIMIT), lambda _: None, app.failed)
        app.lists.page.loaded = None  # as it is once the office is open, and until the list is there
        app.early.keep(Key("l", "l"))
        app.lists.when_loaded(app.early.begin)
        for character in words:
            app.early.pressed([Key("space" if character == " " else character, character)])
            await seat.pilot.pause()
        read.set()
        app.reload()
        await seat.settle()
        assert "Log with" in seat.text()
        assert app.bar.words.value == words

    show(act)


def test_a_name_with_a_letter_amiss_finds_those_that_are_nearly_so(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/", *"guangzou")
        assert "nothing found for guangzou; called nearly so" in seat.text()
        assert "Guangzhou (CN)" in seat.text()

    show(act)


def test_what_they_have_of_us_is_no_debt_and_the_arrow_says_who_is_to_act(show: Any, context: PluginContext) -> None:
    ledger = context.ask.ledger()
    given = [one for one in ledger.accounts if one.giver == ledger.home and one.contribution.what.startswith("Lodging")]
    assert given
    assert given[0].is_open

    async def act(seat: Any) -> None:
        await seat.press("3", "<")
        rows = [line for line in seat.text().split("\n") if "◀" in line or "▶" in line]
        assert rows
        assert all("◀" in line for line in rows)
        assert any("thanks: " in line for line in rows)
        assert not any("Lodging" in line for line in rows)
        assert f"we owe {len(rows)}" in seat.text()
        await seat.press("<", ">")
        rows = [line for line in seat.text().split("\n") if "◀" in line or "▶" in line]
        assert all("▶" in line for line in rows)
        assert f"hoped for {len(rows)} in all" in seat.text()

    show(act)


def test_a_count_that_comes_late_changes_no_other_list(show: Any, context: PluginContext) -> None:
    counted = f"{context.ask.count('note'):,} in all"

    async def act(seat: Any) -> None:
        await seat.press(":", *"list note", "enter")
        assert counted in seat.text()
        left = seat.app.lists.page.sheet
        await seat.press("escape")
        before = seat.text()
        left.load(context).then()
        await seat.settle()
        assert seat.text() == before

    show(act)


def test_the_rows_below_do_not_stand_under_the_name_of_a_list_that_takes_long(show: Any) -> None:
    come = threading.Event()

    class Slow(MoreSheet):
        """A list that comes when it is let."""

        def load(self, office: PluginContext) -> Loaded:
            """Return the list once it is let."""
            come.wait(10)
            return super().load(office)

    async def act(seat: Any) -> None:
        assert seat.app.listing.row is not None
        seat.app.lists.push(Slow())
        try:
            await seat.pilot.pause(SOON + 0.1)
            assert "[More screens]" in seat.text()
            assert seat.app.listing.row is None
        finally:
            come.set()
        await seat.settle()
        assert seat.app.lists.page.loaded is not None
        await seat.press("escape")
        assert seat.app.listing.row is not None

    show(act)
