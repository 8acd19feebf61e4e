"""A frozen dataclass made the quick way is, to whoever uses it, one of the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from trustcrm import values


def point(dataclass: Callable[..., Any], **options: Any) -> Any:
    """Return a class with a compared field, one that is not shown, one that is not compared, and one made anew."""

    @dataclass(frozen=True, **options)
    class Point:
        """A point."""

        x: float
        y: float = dataclasses.field(default=0.0, repr=False)
        name: str = dataclasses.field(default="", compare=False)
        near: tuple[Any, ...] = dataclasses.field(default_factory=tuple)

    return Point


BOTH = pytest.mark.parametrize("dataclass", [values.dataclass, dataclasses.dataclass])


@BOTH
@pytest.mark.parametrize("options", [{}, {"slots": True}])
def test_values_are_compared_hashed_and_shown_by_their_fields(
    dataclass: Callable[..., Any], options: dict[str, bool]
) -> None:
    kind, other = point(dataclass, **options), point(dataclass, **options)
    one = kind(1.0, 2.0, "one", (3,))
    assert one == kind(1.0, 2.0, "another name", (3,))
    assert hash(one) == hash(kind(1.0, 2.0, "another name", (3,)))
    assert one != kind(1.0, 5.0, "one", (3,))
    assert one != other(1.0, 2.0, "one", (3,))
    assert repr(one).endswith("Point(x=1.0, name='one', near=(3,))")
    assert dataclasses.replace(one, x=4.0) == kind(4.0, 2.0, "", (3,))
    assert copy.deepcopy(one) == one


@BOTH
def test_values_cannot_be_changed(dataclass: Callable[..., Any]) -> None:
    one = point(dataclass)(1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.x = 2.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.x


@BOTH
def test_what_a_class_says_itself_of_being_alike_or_shown_stays(dataclass: Callable[..., Any]) -> None:
    @dataclass(frozen=True)
    class Word:
        text: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Word) and self.text.lower() == other.text.lower()

        def __repr__(self) -> str:
            return self.text

    assert Word("Milan") == Word("MILAN")
    assert repr(Word("Milan")) == "Milan"
    assert hash(Word("Milan")) == hash(Word("Milan"))


@BOTH
def test_a_class_that_extends_another_compares_all_its_fields(dataclass: Callable[..., Any]) -> None:
    kind = point(dataclass)

    @dataclass(frozen=True, kw_only=True)
    class Place(kind):  # type: ignore[misc, valid-type]
        country: str

    assert Place(1.0, country="IT") != Place(1.0, country="CH")
    assert Place(1.0, country="IT") != kind(1.0)


@BOTH
def test_values_with_an_order_have_one(dataclass: Callable[..., Any]) -> None:
    kind = point(dataclass, order=True)
    assert sorted([kind(2.0), kind(1.0)]) == [kind(1.0), kind(2.0)]


def test_the_programs_own_values_travel_between_processes() -> None:
    from trustcrm.domain.noun import Mention

    mention = Mention(noun="city", name="Milan", country="IT")
    assert pickle.loads(pickle.dumps(mention)) == mention
