"""The trust models on offer, each built when it is asked for, every call of one attributed to its plugin."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from trustcrm.errors import PluginFailed, TrustCrmError
from trustcrm.hooks.specs import BatchReads, ExpectsIntensity, Forgets, TakesProfiles, TrustModel, TrustModelSpec

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.domain.act import Act
    from trustcrm.domain.reading import Reading
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer

C = TypeVar("C", bound=Callable[..., Any])

_ABILITIES = (
    (BatchReads, "read_values"),
    (ExpectsIntensity, "expect_intensities"),
    (Forgets, "forget"),
    (TakesProfiles, "take_profiles"),
)
"""What a model may be able to do beside the contract, and by which method."""


class OfferedTrustModels:
    """Names and builds the trust models of every plugin."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def names(self) -> tuple[str, ...]:
        """Return the shortest name under which each is found, core's own first."""
        return tuple(self._host.shortest(offer) for offer in self._host.offers(TrustModelSpec))

    def spec(self, name: str) -> TrustModelSpec:
        """Return what is said of one. Raises `NotFound` or `Ambiguous`."""
        return self._host.offer(TrustModelSpec, name).spec

    def open(self, name: str) -> TrustModel:
        """Build one. Raises `NotFound`, `Ambiguous`, or `PluginFailed` where its plugin fails, now or later."""
        offer = self._host.offer(TrustModelSpec, name)
        return NamedModel(self._host, offer, self._host.build(offer))


def named_in_settings(host: Host, name: str) -> TrustModel:
    """Build the model that the settings name. Raises `PluginFailed` where it is not there or fails, now or later.

    A reading by it is unavailable then, never made up.
    """
    try:
        return OfferedTrustModels(host).open(name)
    except PluginFailed:
        raise
    except TrustCrmError as error:
        raise PluginFailed(f"The trust model {name!r} of the settings cannot be used: {error}") from None


class NamedModel:
    """A model whose errors bear the name of the plugin that made it; it can do what that model can, and no more."""

    def __init__(self, host: Host, offer: Offer[TrustModelSpec], model: TrustModel) -> None:
        self._host, self._offer, self._model = host, offer, model
        for ability, method in _ABILITIES:
            if isinstance(model, ability):
                setattr(self, method, self._attributed(getattr(model, method)))

    @property
    def version(self) -> str:
        """What the plugin says its readings are of: it changes whenever one could."""
        return self._offer.spec.version

    def empty(self) -> Any:
        """Return the state that holds no acts."""
        with self._host.named(self._offer):
            return self._model.empty()

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        """Return the state with acts taken in."""
        with self._host.named(self._offer):
            return self._model.take(state, acts)

    def merge(self, one: Any, other: Any) -> Any:
        """Return the state that holds the acts of both."""
        with self._host.named(self._offer):
            return self._model.merge(one, other)

    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        """Return the reading of giver → receiver as of a day."""
        with self._host.named(self._offer):
            return self._model.read(state, giver, receiver, day, explain=explain)

    def _attributed(self, method: C) -> C:
        @wraps(method)
        def named(*arguments: Any) -> Any:
            with self._host.named(self._offer):
                return method(*arguments)

        return cast("C", named)
