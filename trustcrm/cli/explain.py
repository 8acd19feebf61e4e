"""`trustcrm explain`: every reading of a tie as the sum of its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.act import HIDDEN_KIND
from trustcrm.text import counted

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.domain.act import Act
    from trustcrm.domain.reading import Reading, Share
    from trustcrm.services.readings.explain import Direction, Explanation


@click.command()
@click.argument("city", metavar="CITY")
@click.option("--with", "us", metavar="CITY", help="The other end, where the tie is not our own city's.")
@day_option("--as-of", help="As things stood on a day.")
@json_option
@pass_session
def explain(session: Session, city: str, us: str | None, as_of: date | None, as_json: bool) -> None:
    """Show where every number about a tie comes from, act by act; the shares sum to the reading."""
    from trustcrm.services.find import find
    from trustcrm.services.readings.explain import explain as read

    desk = session.desk
    with desk.database.reading() as connection:
        them = find(connection, "side", city)
        ours = find(connection, "side", us) if us else None
    told = read(desk, them, as_of, ours)
    if as_json:
        emit_json(as_content(told))
    else:
        _print(told)


def as_content(told: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON holds it."""
    return {
        "us": told.us,
        "them": told.them,
        "names": {str(side): name for side, name in told.names.items()},
        "day": told.day,
        "ties": [kept.id for kept in told.ties],
        "model": told.model,
        "unavailable": told.unavailable,
        "fingerprint": told.fingerprint,
        "constants": dict(told.constants),
        "our_trust_in_them": _direction(told.theirs),
        "their_trust_in_us": _direction(told.ours),
        "reciprocity": {"balance": told.balance, "mutual_share": told.mutual_share},
        "warmth": asdict(told.warmth),
        "breadth": {"value": len(told.breadth), "evidence": [asdict(person) for person in told.breadth]},
        "formality": {"value": len(told.formality), "evidence": list(told.formality)},
        "what_if": asdict(told.what_if) if told.what_if else None,
    }


def _direction(half: Direction) -> dict[str, Any]:
    words = half.words_and_deeds
    return {
        "trust": _reading(half.trust),
        "goodwill": {
            "positive": half.goodwill.positive,
            "negative": half.goodwill.negative,
            "net": half.goodwill.net,
            "shares": [_share(share) for share in half.goodwill_shares],
        },
        "words_and_deeds": {
            "words": words.words,
            "deeds": words.deeds,
            "evidence": {
                name: [_share(share) for share in getattr(words, name)]
                for name in ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
            },
        },
    }


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "value": reading.value,
        "low": reading.low,
        "high": reading.high,
        "uncertainty": reading.uncertainty,
        "certainty": reading.certainty,
        "acts": reading.acts,
        "last": reading.last,
        "breaches": list(reading.breaches),
        "shares": [_share(share) for share in reading.shares],
        "extra": dict(reading.extra),
    }


def _share(share: Share) -> dict[str, Any]:
    content: dict[str, Any] = {"about": share.about, "value": share.value}
    if share.act is not None:
        act = share.act
        content |= {
            "effect": share.effect, "day": act.day, "kind": act.kind, "intensity": _intensity(act),
            "giver": act.giver, "receiver": act.receiver, "weight": act.weight,
        }  # fmt: skip
    return content


def _intensity(act: Act) -> float | None:
    """Return an act's intensity, None where its kind is hidden from whoever looks: the figure would tell it."""
    return None if act.kind == HIDDEN_KIND else act.intensity


def _print(told: Explanation) -> None:
    us, them = told.names[told.us], told.names[told.them]
    emit_heading(f"{them} and {us}, as of {told.day}")
    if told.unavailable:
        say(told.unavailable)
    _print_trust(f"Trust of {us} in {them}: how likely their next act is kind", told.theirs.trust, told.names)
    _print_goodwill(f"Goodwill of {them} towards {us}", told.theirs, told.names)
    _print_trust(f"Ground of {them} to trust {us}", told.ours.trust, told.names)
    _print_goodwill(f"Goodwill of {us} towards {them}", told.ours, told.names)
    _print_companions(told)
    emit_line(f"Made by {told.model}; fingerprint {told.fingerprint} (model, constants and the office's kinds).")


def _print_trust(title: str, reading: Reading | None, names: Mapping[int, str]) -> None:
    emit_line()
    emit_heading(title)
    if reading is None:
        emit_line("unavailable")
        return
    emit_line(
        f"{100 * reading.value:.1f} % (90 in 100: {100 * reading.low:.1f}–{100 * reading.high:.1f} %), "
        f"{reading.certainty}, {counted(reading.acts, 'act')}, the last on {reading.last or 'no day yet'}"
    )
    rows = [_share_row(share, names, 100, "{:+.2f}") for share in reading.shares]
    total = sum(share.value for share in reading.shares)
    rows.append(("", "sum", "", "", f"{100 * total:.2f}", ""))
    emit_table(("day", "evidence", "kind", "intensity", "share, points", "moves it by"), rows, right=(3, 4, 5))
    for breach in reading.breaches:
        emit_line(f"! breach: {_row_name(breach)}; shown beside the reading, never averaged away")


def _print_goodwill(title: str, half: Direction, names: Mapping[int, str]) -> None:
    emit_line()
    emit_heading(title)
    words = half.words_and_deeds
    emit_line(
        f"{half.goodwill.net:.2f} Goldstein units: {half.goodwill.positive:.2f} kind, {half.goodwill.negative:.2f} "
        f"unkind; {words.words:.2f} in words, {words.deeds:.2f} in deeds"
    )
    if half.goodwill_shares:
        rows = [_share_row(share, names, 1, "{:+.3f}")[:5] for share in half.goodwill_shares]
        rows.append(("", "sum", "", "", f"{half.goodwill.net:.3f}"))
        emit_table(("day", "evidence", "kind", "intensity", "share, units"), rows, right=(3, 4))


def _share_row(share: Share, names: Mapping[int, str], scale: float, form: str) -> Sequence[object]:
    value = form.format(scale * share.value)
    if share.act is None:
        return ("", share.about, "", "", value, "")
    act = share.act
    effect = "" if share.effect is None else form.format(scale * share.effect)
    evidence = f"{_row_name(act.id)}, by {names.get(act.giver, act.giver)}"
    return (act.day, evidence, act.kind, "" if act.kind == HIDDEN_KIND else f"{act.intensity:+g}", value, effect)


def _row_name(act: str) -> str:
    return act.partition(":")[0]


def _print_companions(told: Explanation) -> None:
    emit_line()
    emit_heading("Beside them")
    rows: list[tuple[str, str]] = []
    if told.balance is None:
        rows.append(("reciprocity", "nothing given either way"))
    else:
        us = told.names[told.us]
        words = f"balance {told.balance:+.2f} (above 0: {us} gave more), {told.mutual_share:.0%} mutual"
        rows.append(("reciprocity", words))
    warm = told.warmth
    if warm.value is None:
        rows.append(("warmth", "no two-way contact yet"))
    else:
        paused = f", {counted(warm.paused_days, 'day')} paused" if warm.paused_days else ""
        rows.append(
            ("warmth", f"{warm.word} ({warm.value:.2f}): last two-way contact {warm.last_contact}, every "
             f"{counted(warm.cadence_days, 'day')}{paused}")
        )  # fmt: skip
    people = ", ".join(f"{person.name} ({person.contacts}, last {person.last_on})" for person in told.breadth)
    hangs = "; hangs on one person" if len(told.breadth) == 1 else ""
    rows.append(
        ("breadth", f"{len(told.breadth)} living contacts in two years{hangs}" + (f": {people}" if people else ""))
    )
    rows.append(("formality", f"{len(told.formality)}: " + "; ".join(told.formality) if told.formality else "none"))
    if told.what_if is not None:
        future = told.what_if
        rows.append(
            ("what would change it", f"one kind act today {100 * future.after_kind_act:.1f} %, three silent months "
             f"{100 * future.after_3_silent_months:.1f} %, twelve {100 * future.after_12_silent_months:.1f} %")
        )  # fmt: skip
    for label, words in rows:
        emit_line(f"{label}: {words}")


COMMANDS = {"explain": explain}
