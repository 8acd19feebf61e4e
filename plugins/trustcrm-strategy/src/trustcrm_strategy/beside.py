"""What a person answered beside what was computed on the same day; how far the two are apart is said, not judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trustcrm.plugin import PluginContext
from trustcrm_strategy.check_ins import CheckIn
from trustcrm_strategy.ties import ties_of


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A check-in, whom it is about, and our computed trust in them as of its day, None where there is no reading."""

    check_in: CheckIn
    name: str
    them: int | None
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


def beside(context: PluginContext, found: Sequence[CheckIn]) -> list[Beside]:
    """Return each of these check-ins beside the reading as of its day; a day is read once, whatever it has of them."""
    ties = {one.tie: one for one in ties_of(context)}
    read: dict[tuple[date, int], float | None] = {}
    for day in {one.on for one in found}:
        read |= {(day, one.tie): one.trust for one in context.ask.overview(day)}
    return [
        Beside(
            check_in=one, name=ties[one.tie].name if one.tie in ties else f"tie {one.tie}",
            them=ties[one.tie].them if one.tie in ties else None, computed=read.get((one.on, one.tie)),
        )
        for one in found
    ]  # fmt: skip
