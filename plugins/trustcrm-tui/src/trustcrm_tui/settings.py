"""The settings that a desk may have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TuiSettings:
    """The table `[plugins.tui]`.

    `glyphs` is "braille", "boxes" or "letters", else what was said at the first start; `theme` "dark", "light" or
    "mono"; `keys` moves keys by id, each as "log = a"; with `mouse` false the terminal's own selection works. Reports
    are written into the folder `reports`.
    """

    glyphs: str = ""
    theme: str = "dark"
    keys: tuple[str, ...] = ()
    mouse: bool = True
    reports: str = ""

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if self.glyphs not in ("", "braille", "boxes", "letters"):
            raise ValueError(f'glyphs is "braille", "boxes" or "letters", not {self.glyphs!r}')
        if self.theme not in ("dark", "light", "mono"):
            raise ValueError(f'theme is "dark", "light" or "mono", not {self.theme!r}')
