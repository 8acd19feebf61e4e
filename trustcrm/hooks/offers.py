"""Offers: the specs that plugins yield, each with the plugin it comes from, checked, and found by its address."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from trustcrm.errors import Ambiguous, NotFound
from trustcrm.hooks.calendar_specs import CalendarBackend, CalendarBackendSpec
from trustcrm.hooks.config import config_fault
from trustcrm.hooks.discovery import CORE, Found
from trustcrm.hooks.notifier_specs import Notifier, NotifierSpec
from trustcrm.hooks.specs import (
    CommandSpec,
    DemoSpec,
    Exporter,
    ExporterSpec,
    Gazetteer,
    GazetteerSpec,
    Importer,
    ImporterSpec,
    Option,
    PanelSpec,
    ReportSpec,
    SignalKind,
    Spec,
    TrustModel,
    TrustModelSpec,
)
from trustcrm.text import listed, nearest
from trustcrm.values import dataclass

S = TypeVar("S", bound=Spec)


@dataclass(frozen=True, kw_only=True)
class OfferKind:
    """A kind of offer: the `word` users know it by, the `hook` that yields it, the Protocol that it keeps, if any.

    What is `set_up` is built of settings too, those of one calendar say.
    """

    word: str
    hook: str
    behaviour: type[Any] | None = None
    set_up: bool = False


KINDS: Mapping[type[Any], OfferKind] = MappingProxyType(
    {
        ImporterSpec: OfferKind(word="importer", hook="register_importers", behaviour=Importer),
        CalendarBackendSpec: OfferKind(
            word="calendar backend", hook="register_calendar_backends", behaviour=CalendarBackend, set_up=True
        ),
        SignalKind: OfferKind(word="signal kind", hook="register_signal_kinds"),
        TrustModelSpec: OfferKind(word="trust model", hook="register_trust_models", behaviour=TrustModel),
        GazetteerSpec: OfferKind(word="gazetteer", hook="register_gazetteers", behaviour=Gazetteer),
        ReportSpec: OfferKind(word="report", hook="register_reports"),
        ExporterSpec: OfferKind(word="exporter", hook="register_exporters", behaviour=Exporter),
        PanelSpec: OfferKind(word="panel", hook="register_panels"),
        NotifierSpec: OfferKind(word="notifier", hook="register_notifiers", behaviour=Notifier),
        CommandSpec: OfferKind(word="command", hook="register_commands"),
        DemoSpec: OfferKind(word="demo", hook="register_demos"),
    }
)
"""Every kind of offer by its spec."""


@dataclass(frozen=True)
class Offer(Generic[S]):
    """One thing a plugin provides: the spec, and where it was found."""

    found: Found
    spec: S

    @property
    def plugin(self) -> str:
        """The name of the plugin."""
        return self.found.name

    @property
    def name(self) -> str:
        """The short name, which two plugins may share."""
        return self.spec.name

    @property
    def address(self) -> str:
        """The full name, `plugin:name`, which no two offers of a kind share."""
        return f"{self.plugin}:{self.name}"

    @property
    def title(self) -> str:
        """The offer as messages name it: "importer 'vcard'"."""
        return f"{KINDS[type(self.spec)].word} {self.name!r}"


class NonsenseOffer(TypeError):
    """A hook has yielded something that is no offer of its kind."""


def checked(yielded: object, kind: type[S]) -> list[S]:
    """Return what a hook has yielded as a list of `kind`; raise `NonsenseOffer` where anything of it is not that."""
    hook = KINDS[kind].hook
    if not isinstance(yielded, Iterable):
        raise NonsenseOffer(f"{hook} returned {type(yielded).__name__}, not {kind.__name__} values; yield them")
    specs: list[S] = []
    for spec in yielded:
        if type(spec) is not kind:
            raise NonsenseOffer(f"{hook} yielded {type(spec).__name__}, not {kind.__name__}")
        if fault := fault_of(spec):
            raise NonsenseOffer(f"{hook} yielded {kind.__name__}(name={spec.name!r}): {fault}")
        specs.append(spec)
    _refuse_twice([spec.name for spec in specs], hook)
    return specs


_NAME = re.compile(r"\w(?:[\w .+-]*\w)?")
_CALLED = ("factory", "load", "build", "furnish")
_TEXTS = ("summary", "version", "attribution", "cameo", "suffix", "media_type")


def fault_of(spec: Spec) -> str:
    """Return in words why `spec` cannot be offered, "" where it can."""
    values = {item.name: getattr(spec, item.name) for item in fields(spec)}
    if not (isinstance(spec.name, str) and _NAME.fullmatch(spec.name) and spec.name.isprintable()):
        return "its name may hold letters, digits, inner spaces and _ . + - only"
    if wrong := [key for key in _TEXTS if key in values and not isinstance(values[key], str)]:
        return f"its {wrong[0]} is no text"
    if wrong := [key for key in _CALLED if key in values and not callable(values[key])]:
        return f"its {wrong[0]} cannot be called"
    for key in ("options", "parameters"):
        if not _is_tuple_of(Option, values.get(key, ())):
            return f"its {key} are no tuple of Option values"
    if isinstance(spec, ImporterSpec):
        fits = _is_tuple_of(str, spec.suffixes) and all(map(_is_suffix, spec.suffixes))
        return "" if fits else 'its suffixes are no tuple such as (".csv",)'
    if isinstance(spec, ReportSpec | PanelSpec):
        fits = _is_tuple_of(str, spec.subjects) and bool(spec.subjects)
        return "" if fits else 'its subjects are no tuple such as ("city", "organisation")'
    if isinstance(spec, ExporterSpec):
        fits = _is_suffix(spec.suffix) and "/" in spec.media_type
        return "" if fits else 'its suffix is none such as ".html", or its media type none such as "text/html"'
    if isinstance(spec, CalendarBackendSpec):
        return config_fault(spec.settings).replace("config", "settings") if spec.settings is not None else ""
    return _fault_of_signal_kind(spec) if isinstance(spec, SignalKind) else ""


def _is_tuple_of(kind: type[Any], value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, kind) for one in value)


def _is_suffix(text: str) -> bool:
    return re.fullmatch(r"\.[\w.+-]+", text) is not None


def _fault_of_signal_kind(spec: SignalKind) -> str:
    if spec.leans not in (1, -1):
        return "its leans is neither +1 nor -1"
    weight: object = spec.weight
    is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
    return "" if is_number and 0 <= spec.weight <= 10 else "its weight is not between 0 and 10"


def _refuse_twice(names: Sequence[str], hook: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise NonsenseOffer(f"{hook} yielded the name {name!r} twice")


class Catalogue(Generic[S]):
    """The offers of one kind, found by `name` or `plugin:name`.

    A short name that core uses means core's offer, so that no plugin can take it over; core's names are those it
    offers and those in `reserved`. A short name that two plugins share is an error, and only when it is used.
    """

    def __init__(self, kind: type[S], offers: Iterable[Offer[S]], reserved: Collection[str] = ()) -> None:
        self._word = KINDS[kind].word
        self.offers = tuple(offers)
        own = {offer.name for offer in self.offers if offer.plugin == CORE}
        self._core = own | set(reserved)

    def find(self, address: str) -> Offer[S]:
        """Return the offer at `address`; raise `NotFound` or `Ambiguous`."""
        meant = [offer for offer in self.offers if address in (offer.address, self._short(offer))]
        if len(meant) > 1:
            addresses = [offer.address for offer in meant]
            raise Ambiguous(f"{address!r} could be any {self._word} of {listed(addresses)}; say which.", addresses)
        if not meant:
            near = nearest(address, [self.shortest(offer) for offer in self.offers])
            hint = f"did you mean {near!r}?" if near else "`trustcrm plugins list` shows what is installed."
            raise NotFound(f"There is no {self._word} {address!r}; {hint}")
        return meant[0]

    def shortest(self, offer: Offer[S]) -> str:
        """Return the shortest address under which `offer` is found."""
        namesakes = [one for one in self.offers if self._short(one) == offer.name]
        return offer.name if namesakes == [offer] else offer.address

    def _short(self, offer: Offer[S]) -> str:
        taken = offer.plugin != CORE and offer.name in self._core
        return offer.address if taken else offer.name
