"""Four rules that anybody would try first: everybody's mean, the last act, the pair's own mean, and the textbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from trustcrm.plugin import Act, Share
from trustcrm_evaluate.baselines.baseline import Baseline
from trustcrm_evaluate.baselines.seen import Pair, Seen

HALF = 0.5
"""What is said where nothing at all is known."""


class GlobalMean(Baseline[Seen]):
    """Everybody is as everybody is on the whole."""

    name = "global-mean"
    state = Seen

    def trust(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the share of kind acts among all signed ones."""
        return seen.sums.kind / seen.sums.signed if seen.sums.signed > 0 else HALF

    def intensity(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the mean intensity of all acts."""
        return seen.sums.intensity / seen.sums.weight if seen.sums.weight > 0 else 0.0

    def shares(self, seen: Seen, pair: Pair, day: date) -> Iterator[Share]:
        """Yield every act's share of the mean."""
        yield from _mean_shares(seen, seen.sums.signed)


class DyadMean(GlobalMean):
    """A pair goes on as it was on the whole; a new one is as everybody."""

    name = "dyad-mean"

    def trust(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the share of kind acts among the pair's own."""
        own = seen.of(pair)
        return own.kind / own.signed if own.signed > 0 else super().trust(seen, pair, day)

    def intensity(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the mean intensity of the pair's own acts."""
        own = seen.of(pair)
        return own.intensity / own.weight if own.weight > 0 else super().intensity(seen, pair, day)

    def shares(self, seen: Seen, pair: Pair, day: date) -> Iterator[Share]:
        """Yield the share of each act of the pair."""
        own = seen.of(pair)
        if own.signed > 0:
            yield from _mean_shares(seen.between(pair), own.signed)
        else:
            yield from super().shares(seen, pair, day)


class LastValue(GlobalMean):
    """A pair does again what it did last; a new one is as everybody."""

    name = "last-value"

    def trust(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return 1 where the pair's last signed act was kind, 0 where it was not."""
        last = self._last(seen, pair)
        return super().trust(seen, pair, day) if last is None else float(last.intensity > 0)

    def intensity(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the intensity of the pair's last act, a neutral one too."""
        own = seen.between(pair)
        return own[-1].intensity if own else super().intensity(seen, pair, day)

    def shares(self, seen: Seen, pair: Pair, day: date) -> Iterator[Share]:
        """Yield the last act."""
        last = self._last(seen, pair)
        if last is None:
            yield from super().shares(seen, pair, day)
        else:
            yield Share(about=last.id, value=float(last.intensity > 0), act=last)

    def _last(self, seen: Seen, pair: Pair) -> Act | None:
        return next((act for act in reversed(seen.between(pair)) if act.intensity and act.weight), None)


class TextbookBeta(Baseline[Seen]):
    """One kind and one unkind act are imagined for everybody: the mean of Beta(1 + kind, 1 + unkind)."""

    name = "textbook-beta"
    state = Seen

    def trust(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the mean of the pair's Beta distribution."""
        own = seen.of(pair)
        return (1.0 + own.kind) / (2.0 + own.signed)

    def intensity(self, seen: Seen, pair: Pair, day: date) -> float:
        """Return the mean intensity of the pair's acts beside two imagined neutral ones."""
        own = seen.of(pair)
        return own.intensity / (2.0 + own.weight)

    def shares(self, seen: Seen, pair: Pair, day: date) -> Iterator[Share]:
        """Yield what was imagined and the share of each act."""
        whole = 2.0 + seen.of(pair).signed
        yield Share(about="imagined", value=1.0 / whole)
        yield from _mean_shares(seen.between(pair), whole)


def _mean_shares(acts: Iterable[Act], whole: float) -> Iterator[Share]:
    signed = [act for act in acts if act.intensity and act.weight]
    if not signed and not whole:
        yield Share(about="nothing known", value=HALF)
    for act in signed:
        yield Share(about=act.id, value=act.weight * (act.intensity > 0) / whole, act=act)
