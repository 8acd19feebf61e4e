"""Adding by hand: flags, defaults, parts in the same change, and plain refusals."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from trustcrm.services.desk import Desk
from trustcrm.store.queries.history import newest_changes
from trustcrm.store.queries.rows import how_many

Run = Callable[..., Result]


def told(result: Result) -> dict[str, object]:
    assert result.exit_code == 0, result.stderr
    content: dict[str, object] = json.loads(result.stdout)
    return content


def test_adding_a_city_asks_the_gazetteer_for_the_rest(run: Run) -> None:
    city = told(run("city", "add", "Milan", "--country", "IT", "--json"))
    assert (city["name"], city["country"], city["time_zone"]) == ("Milan", "IT", "Europe/Rome")
    assert city["latitude"] == pytest.approx(45.46, abs=0.05)


def test_bare_keeps_just_what_is_given(run: Run) -> None:
    city = told(run("city", "add", "Milan", "--country", "it", "--bare", "--json"))
    assert (city["country"], city["latitude"], city["aliases"]) == ("IT", None, [])


def test_success_answers_the_number_on_stdout_and_says_so_on_stderr(run: Run) -> None:
    result = run("city", "add", "Milan", "--country", "IT")
    assert result.stdout == "2\n"
    assert result.stderr == "Kept city 2 Milan (IT).\n"


def test_what_is_told_beats_the_gazetteer(run: Run) -> None:
    city = told(run("city", "add", "Milan", "--country", "IT", "--time-zone", "Europe/Zurich", "--json"))
    assert city["time_zone"] == "Europe/Zurich"


def test_a_region_decides_between_namesakes(run: Run) -> None:
    several = run("city", "add", "Springfield", "--country", "US")
    assert several.exit_code == 1
    assert "--region" in several.stderr
    city = told(run("city", "add", "Springfield", "--country", "US", "--region", "Illinois", "--json"))
    assert (city["region"], city["time_zone"]) == ("Illinois", "America/Chicago")


@pytest.mark.parametrize("name", ["Milan", "MILANO", "Mailand"])
def test_what_is_here_already_is_refused_with_its_number(run: Run, name: str) -> None:
    run("city", "add", "Milan", "--country", "IT")
    result = run("city", "add", name)
    assert result.exit_code == 1
    assert "City 2 Milan (IT) is here already" in result.stderr
    assert run("city", "add", name, "--again").exit_code == 0


def test_a_namesake_in_another_country_is_another_city(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    assert run("city", "add", "Milan", "--country", "US", "--bare").stdout == "3\n"


def test_a_tie_begins_at_home_and_is_kept_once(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    tie = told(run("tie", "add", "Milan", "--kind", "sister", "--since", "1984", "--json"))
    assert (tie["one"], tie["other"], tie["since"]) == ("Los Angeles (US)", "Milan (IT)", "1984-01-01")
    again = run("tie", "add", "--other", "Milan", "--kind", "sister")
    assert again.exit_code == 1
    assert "Tie 1" in again.stderr


def test_an_interaction_happened_today_unless_told_with_its_people_in_one_change(run: Run, desk: Desk) -> None:
    run("city", "add", "Milan", "--country", "IT")
    call = told(run("interaction", "add", "call", "--with", "Milan", "--person", "Giulia Rossi", "--json"))
    assert (call["on"], call["giver_id"], call["receiver_id"]) == ("2020-06-30", 1, 2)
    with desk.database.reading() as connection:
        newest = newest_changes(connection, 1)[0]
        assert (newest.verb, newest.summary) == ("add", "interaction call")
        assert how_many(connection)["participant"] == 1


def test_somebody_new_who_took_part_belongs_to_the_other_side(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    added = run("interaction", "add", "call", "--with", "Milan", "--person", "Giulia Rossi", "--person", "Ugo")
    assert "Also kept person 1 Giulia Rossi." in added.stderr
    assert told(run("person", "show", "1", "--json"))["side"] == "Milan (IT)"
    run("interaction", "add", "call", "--with", "Milan", "--person", "giulia rossi")
    assert len(json.loads(run("person", "list", "--json").stdout)) == 2


def test_giver_alone_means_towards_home(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    signal = told(
        run("signal", "add", "gave public credit", "--giver", "Milan", "--witness", "Corriere", "--on", "yesterday",
            "--json")
    )  # fmt: skip
    assert (signal["giver"], signal["receiver"], signal["on"]) == ("Milan (IT)", "Los Angeles (US)", "2020-06-29")


def test_a_contribution_takes_its_first_step_along_and_further_ones_later(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    added = run(
        "contribution", "add", "masks", "--with", "Milan", "--unit", "masks", "--state", "pledged", "--on",
        "2020-03-24", "--quantity", "50000",
    )  # fmt: skip
    assert added.stdout == "1\n"
    step = told(
        run("contribution", "step", "1", "--state", "received", "--quantity", "30000", "--unit", "masks", "--json")
    )
    assert (step["quantity"], step["on"], step["contribution"]) == (30000, "2020-06-30", "masks")
    whole = told(run("contribution", "show", "1", "--json"))
    assert [one["state"] for one in whole["steps"]] == ["pledged", "received"]  # type: ignore[attr-defined]
    again = run("contribution", "step", "1", "--state", "received", "--quantity", "30000")
    assert "! Step 2 of that day says the same; if this is it once more, `trustcrm undo` takes it back." in again.stderr
    assert run("undo").exit_code == 0
    mixed = run("contribution", "step", "1", "--state", "received", "--quantity", "1", "--unit", "boxes")
    assert mixed.exit_code == 1


def test_an_engagement_held_becomes_an_interaction_with_its_seats(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    run(
        "engagement", "add", "Call of mayors", "--with", "Milan", "--starts-on", "yesterday", "--starts-at", "02:00",
        "--ends-at", "02:45", "--time-zone", "Europe/Rome", "--kind", "call", "--person", "Giulia Rossi",
    )  # fmt: skip
    held = told(run("engagement", "hold", "1", "--json"))
    assert (held["kind"], held["on"], held["at"], held["minutes"]) == ("call", "2020-06-28", "17:00:00", 45)
    shown = told(run("engagement", "show", "1", "--json"))
    assert (shown["state"], shown["interaction_id"]) == ("held", held["id"])
    people = told(run("interaction", "show", str(held["id"]), "--json"))["participants"]
    assert [one["person"] for one in people] == ["Giulia Rossi"]  # type: ignore[attr-defined]
    for verb in ("hold", "cancel"):
        assert run("engagement", verb, "1").exit_code == 1


def test_an_engagement_ahead_cannot_have_been_held_but_can_be_cancelled(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    run("engagement", "add", "Visit", "--with", "Milan", "--starts-on", "2020-07-04")
    refused = run("engagement", "hold", "1")
    assert refused.exit_code == 1
    assert "“Visit” is on 2020-07-04, which lies ahead of today, 2020-06-30; mark it held" in refused.stderr
    assert told(run("engagement", "cancel", "1", "--json"))["state"] == "cancelled"


def test_a_follow_up_is_done_once(run: Run) -> None:
    run("follow-up", "add", "write to them", "--due-on", "2020-07-01")
    assert run("follow-up", "done", "1", "--on", "tomorrow").exit_code == 1
    assert told(run("follow-up", "done", "1", "--json"))["done_on"] == "2020-06-30"
    assert "already" in run("follow-up", "done", "1").stderr


def test_notes_and_tags_say_what_they_are_about(run: Run) -> None:
    assert run("note", "add", "A harbour city", "--about", "city Los Angeles").exit_code == 0
    assert run("tag", "add", "harbour", "--about", "city:1").exit_code == 0
    shown = told(run("city", "show", "1", "--json"))
    assert [note["author"] for note in shown["notes"]] == ["Ana"]  # type: ignore[attr-defined]
    assert [tag["name"] for tag in shown["tags"]] == ["harbour"]  # type: ignore[attr-defined]
    assert run("note", "add", "nothing", "--about", "citty 1").exit_code == 1


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (1, ["city", "add"]),
        (1, ["tie", "add"]),
        (1, ["interaction", "add", "call"]),
        (2, ["city", "add", "Milan", "--name", "Milano"]),
        (2, ["signal", "add", "praised us", "--with", "Los Angeles", "--giver", "1", "--witness", "x"]),
        (2, ["contribution", "add", "masks", "--with", "1", "--quantity", "5"]),
        (2, ["city", "add", "X", "--latitude", "north"]),
        (2, ["follow-up", "add", "x", "--due-on", "2020-02-30"]),
        (2, ["engagement", "add", "x", "--starts-on", "today", "--starts-at", "25:00"]),
        (2, ["post", "add", "x", "--side", "1", "--precedence", "99999999999999999999"]),
        (1, ["city", "add", "X", "--country", "Italy", "--bare"]),
        (1, ["city", "add", "X", "--latitude", "91", "--bare"]),
        (1, ["city", "add", "   ", "--bare"]),
        (1, ["organisation", "add", "C40", "--kind", "netwerk"]),
        (1, ["interaction", "add", "telepathy", "--giver", "1"]),
        (1, ["interaction", "add", "call", "--with", "1"]),
        (3, ["post", "add", "Consul", "--side", "No such place at all"]),
        (3, ["agreement", "add", "MOU", "--tie", "7"]),
    ],
)
def test_bad_input_is_one_sentence_and_keeps_nothing(run: Run, desk: Desk, code: int, arguments: list[str]) -> None:
    with desk.database.reading() as connection:
        before = how_many(connection)
    result = run(*arguments)
    assert result.exit_code == code, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    with desk.database.reading() as connection:
        assert how_many(connection) == before


def test_hostile_names_are_kept_as_given_and_never_act_on_a_screen(run: Run) -> None:
    hostile = "Ro\x1b[31mme\u202e [red]x[/red]"
    added = run("organisation", "add", hostile)
    shown = run("organisation", "show", "2")
    listed = run("organisation", "list")
    for result in (added, shown, listed):
        assert result.exit_code == 0
        assert "\x1b" not in result.output
        assert "\u202e" not in result.output
    assert told(run("organisation", "show", "2", "--json"))["name"] == hostile


def test_a_second_window_of_the_same_name_and_days_is_refused_whatever_its_capitals(run: Run) -> None:
    assert run("window", "add", "Flood", "--starts-on", "2020-03-04", "--ends-on", "2020-03-20").exit_code == 0
    result = run("window", "add", "FLOOD", "--starts-on", "2020-03-20")
    assert result.exit_code == 1
    assert "Window 1 Flood is here already" in result.stderr
    assert run("window", "add", "flood", "--starts-on", "2020-03-21").exit_code == 0
    assert "'Flood' could be window 1 and 2" in run("window", "show", "Flood").stderr
    assert run("window", "add", "flood", "--starts-on", "2020-03-21", "--again").exit_code == 0


def test_an_engagement_that_names_nobody_is_kept_and_said_to(run: Run) -> None:
    alone = run("engagement", "add", "Staff meeting", "--starts-on", "2020-07-02")
    assert (alone.exit_code, alone.stdout) == (0, "1\n")
    assert "It names nobody; `trustcrm engagement correct 1 --side SIDE` says with whom it is." in alone.stderr
    run("city", "add", "Milan", "--country", "IT")
    assert "nobody" not in run("engagement", "add", "Call", "--starts-on", "2020-07-02", "--with", "Milan").stderr


def test_who_may_be_somebody_of_a_longer_name_is_said_and_not_merged(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT")
    run("person", "add", "Giulia Rossi", "--side", "Milan")
    added = run("person", "add", "Giulia", "--side", "Milan")
    assert (added.exit_code, added.stdout) == (0, "2\n")
    assert (
        "Giulia: there is Giulia Rossi of Milan (IT); where they are one, `trustcrm person merge 1 2`" in added.stderr
    )
    assert "there is" not in run("person", "add", "Giulia Rossini", "--side", "Milan", "--again").stderr
    assert "there is" not in run("person", "add", "Anna", "--side", "Milan").stderr
