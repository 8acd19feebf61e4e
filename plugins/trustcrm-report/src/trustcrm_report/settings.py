"""What `[plugins.report]` of the configuration may say."""

from __future__ import annotations

from dataclasses import dataclass

PAPERS = ("", "a4", "letter")


@dataclass(frozen=True, kw_only=True)
class ReportSettings:
    """The table `[plugins.report]`.

    `paper` is "a4" or "letter", else what the office's country uses. `font` is the family that papers are set in,
    `fonts` names folders in which further fonts lie, such as Noto's for Chinese and Arabic names; with `system_fonts`
    false no other font of the machine is used, so that the same document gives the same paper everywhere.
    """

    paper: str = ""
    font: str = ""
    fonts: tuple[str, ...] = ()
    system_fonts: bool = True

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if self.paper not in PAPERS:
            raise ValueError(f'paper is "a4" or "letter", not {self.paper!r}')
