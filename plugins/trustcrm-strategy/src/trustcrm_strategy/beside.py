"""What a person answered beside what was computed on the same day; how far the two are apart is said, not judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from trustcrm.plugin import PluginContext
from trustcrm_strategy.check_ins import CheckIn
from trustcrm_strategy.ties import OurTie


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A check-in, whom it is about, and our computed trust in them as of its day, None where there is no reading."""

    check_in: CheckIn
    name: str
    computed: float | None

    @property
    def said(self) -> float:
        """The answer about trust on a scale of 0 to 100, to a tenth: 1 is 0, 7 is 100."""
        return round(100 * self.check_in.trust, 1)

    @property
    def read(self) -> float | None:
        """The computed trust on the same scale."""
        return None if self.computed is None else round(100 * self.computed, 1)

    @property
    def apart(self) -> float | None:
        """How far the answer lies above the reading, as both are shown."""
        return None if self.read is None else round(self.said - self.read, 1)

    @property
    def in_words(self) -> str:
        """Both in a sentence."""
        said = f"Trust as answered: {self.check_in.answers['trust']} of 7, which is {self.said:.1f} of 100."
        if self.read is None or self.apart is None:
            return f"{said} There is no computed reading of {self.check_in.on.isoformat()}."
        word = "higher" if self.apart > 0 else "lower"
        apart = f"Answered {abs(self.apart):.1f} {word}." if self.apart else "Answered the same."
        return f"{said} Computed as of {self.check_in.on.isoformat()}: {self.read:.1f}. {apart}"


def beside(context: PluginContext, found: Sequence[CheckIn], ties: Sequence[OurTie]) -> list[Beside]:
    """Return each of these check-ins on these ties beside the reading as of its day."""
    by_tie = {one.tie: one for one in ties}
    about = [one for one in found if one.tie in by_tie]
    read = _read(context, sorted({one.on for one in about}), {by_tie[one.tie].them for one in about})
    return [
        Beside(
            check_in=one, name=by_tie[one.tie].name if one.tie in by_tie else f"tie {one.tie}",
            computed=read.get((one.on, one.tie)),
        )
        for one in found
    ]  # fmt: skip


def _read(context: PluginContext, days: Sequence[date], sides: Collection[int]) -> dict[tuple[date, int], float | None]:
    """Return our trust as of each of these days by tie, in those of these sides at least."""
    if not days:
        return {}
    (them,) = sides if len(sides) == 1 else (None,)
    course = context.ask.trust_over(days, them)
    if any(trust is not None for values in course.values() for trust in values):
        return {(day, tie): trust for tie, values in course.items() for day, trust in zip(days, values, strict=True)}
    # a model of a plugin's has no course
    return {(day, one.tie): one.trust for day in days for one in context.ask.overview(day)}
