"""The office's first list of kinds, with the default intensity of each; every office may edit its own copy.

Figures are Goldstein's (J. S. Goldstein, "A Conflict-Cooperation Scale for WEIS Events Data", Journal of Conflict
Resolution 36, 1992, 369-385) over CAMEO codes, as in GDELT's table. Known criticism stands beside it: a value ignores
context, and 161 (reduce relations) looks mild. Where we depart from it, the summary says so:

- declining and lapsing move nothing by themselves: a city in need that cannot help is not unkind. Whoever was refused
  unkindly records the signal "refused us" (120, -4).
- what is under way ("in transit") is neither word nor deed yet.
- a token (a gift, an honour, flowers) counts as praise (051), not as material aid (070).
"""

from __future__ import annotations

from typing import Literal

from trustcrm.domain.nouns import Kind
from trustcrm.values import dataclass

_INTERACTION: tuple[tuple[str, str, float, str], ...] = (
    ("call", "041", 1.0, "a telephone call"),
    ("video call", "041", 1.0, "a call with pictures"),
    ("meeting", "040", 1.0, "people met and consulted"),
    ("courtesy call", "042", 1.9, "a formal visit of introduction or farewell"),
    ("letter", "040", 1.0, "a letter on paper"),
    ("email", "040", 1.0, "an electronic letter"),
    ("message", "040", 1.0, "a short message"),
    ("visit made", "042", 1.9, "the giver's people came to the receiver's city"),
    ("visit hosted", "043", 2.8, "the giver received the receiver's people"),
    ("delegation", "042", 1.9, "a group travelled with a programme"),
    ("convening", "044", 2.5, "several sides met on neutral ground or on screen"),
    ("negotiation", "046", 7.0, "terms were worked out"),
    ("information shared", "064", 7.0, "knowledge, plans or data were handed over"),
    ("training", "060", 6.0, "people taught people"),
    ("flag raising", "051", 3.4, "a public honour on a national day"),
    ("condolence", "051", 3.4, "sympathy was expressed"),
    ("gift", "051", 3.4, "a token was handed over"),
    ("honour", "051", 3.4, "somebody was honoured"),
    ("statement", "010", 0.0, "something was said in public; neutral"),
    ("announcement", "010", 0.0, "something was made known; neutral"),
)

_STEP: tuple[tuple[str, str, float, str], ...] = (
    ("asked", "020", 3.0, "the receiver's act: asking for help shows trust"),
    ("offered", "030", 4.0, "a promise to cooperate"),
    ("pledged", "033", 5.2, "a promise of material aid; not a deed"),
    ("committed", "033", 5.2, "the promise in writing; not a deed"),
    ("in transit", "010", 0.0, "under way: neither word nor deed yet"),
    ("received", "073", 7.4, "material aid arrived: the deed"),
    ("received condolence", "051", 3.4, "sympathy arrived"),
    ("received hospitality", "043", 2.8, "guests were received"),
    ("received voice", "053", 3.8, "support was voiced"),
    ("received access", "061", 6.4, "a door was opened"),
    ("acknowledged", "051", 3.4, "the receiver's act: thanks were given"),
    ("declined", "120", 0.0, "an ask or an offer was declined; moves nothing by itself"),
    ("lapsed", "120", 0.0, "nothing came of it; moves nothing by itself"),
)

_SIGNAL: tuple[tuple[str, str, float, str], ...] = (
    ("came when asked", "070", 7.0, "they came when we asked"),
    ("came unasked", "070", 7.0, "they came before we asked"),
    ("told us bad news first", "064", 7.0, "they told us bad news before others did"),
    ("kept a confidence", "050", 3.5, "what we told them stayed with them"),
    ("gave public credit", "051", 3.4, "they named us in public as the source of something good"),
    ("asked us for help", "020", 3.0, "they trusted us with a need"),
    ("kept a promise", "050", 3.5, "what was promised was done"),
    ("broke a promise", "120", -4.0, "what was promised was not done"),
    ("answered in crisis", "050", 3.5, "they answered while a crisis was on"),
    ("gave an honour", "051", 3.4, "they honoured us"),
    ("praised us", "051", 3.4, "they praised us"),
    ("supported us publicly", "052", 3.5, "they defended us in public"),
    ("rallied support", "053", 3.8, "they won others over for us"),
    ("apologised", "055", 7.0, "they apologised"),
    ("forgave", "056", 7.0, "they forgave"),
    ("public slight", "111", -2.0, "they slighted us in public"),
    ("criticised us", "111", -2.0, "they criticised or accused us"),
    ("demanded", "100", -5.0, "they demanded"),
    ("refused us", "120", -4.0, "they refused us unkindly"),
    ("threatened", "130", -4.4, "they threatened"),
    ("reduced relations", "161", -4.0, "they reduced or broke relations"),
    ("halted negotiations", "164", -7.0, "they broke off talks"),
    ("boycotted", "163", -8.0, "they boycotted us"),
    ("withdrew", "166", -7.0, "they expelled our people or withdrew theirs"),
)

_OTHERS: tuple[Kind, ...] = (
    Kind(name="agreement signed", family="agreement", cameo="057", intensity=8.0, summary="a text was signed by both"),
    Kind(name="tone -", family="tone", cameo="111", intensity=-2.0, summary="the other side was unfriendly"),
    Kind(name="tone --", family="tone", cameo="120", intensity=-4.0, summary="the other side was hostile"),
)


@dataclass(frozen=True, kw_only=True)
class SignalFigures:
    """A kind of signal as core offers it through the same hook as any plugin."""

    name: str
    summary: str
    leans: Literal[1, -1]
    weight: float
    cameo: str


SIGNALS: tuple[SignalFigures, ...] = tuple(
    SignalFigures(name=name, summary=summary, leans=1 if figure > 0 else -1, weight=abs(figure), cameo=cameo)
    for name, cameo, figure, summary in _SIGNAL
)
"""The closed list of signals an office starts with."""


def first_kinds() -> tuple[Kind, ...]:
    """Return the kinds a new office starts with, signals left out: those come from what is offered."""
    listed = [("interaction", _INTERACTION), ("step", _STEP)]
    told = [
        Kind(name=name, family=family, cameo=cameo, intensity=figure, summary=summary)
        for family, kinds in listed
        for name, cameo, figure, summary in kinds
    ]
    return (*told, *_OTHERS)
