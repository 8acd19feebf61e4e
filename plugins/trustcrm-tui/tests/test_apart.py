"""Two values side by side show where they differ, however long they begin alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from trustcrm_tui.apart import SEEN, apart

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Mn", "Me", "Mc")), max_size=30)


def test_what_fits_or_differs_early_stays_as_it_is() -> None:
    assert apart("+82 2 555 0101", "+82 2 555 0199", 14) == ("+82 2 555 0101", "+82 2 555 0199")
    long = " of the Republic, for commerce"
    assert apart(f"Consul{long}", f"Deputy{long}", 14) == (f"Consul{long}", f"Deputy{long}")


def test_the_common_beginning_is_cut_in_its_middle() -> None:
    ours, theirs = apart("Department of Foreign Affairs, room 12", "Department of Foreign Affairs, room 21", 20)
    assert (ours, theirs) == ("Department…om 12", "Department…om 21")


def test_a_mark_stays_with_its_letter() -> None:
    ours, theirs = apart("a very long beginning e\u0301x", "a very long beginning e\u0300x", 14)
    assert ours.endswith("e\u0301x")
    assert theirs.endswith("e\u0300x")


@given(TEXT, TEXT, TEXT, st.integers(min_value=12, max_value=40))
def test_unequal_values_never_look_alike(same: str, one: str, other: str, width: int) -> None:
    shown = [set_cell_size(text, width) for text in apart(same + one, same + other, width)]
    alike = one[:SEEN] == other[:SEEN]
    assert (shown[0] == shown[1]) <= (alike or one.rstrip() == other.rstrip())
    assert all(cell_len(text) == width for text in shown)
