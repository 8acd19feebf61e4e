"""The words a quick entry is read by, as plain tables."""

from __future__ import annotations

from typing import Literal

from trustcrm.values import dataclass


def words_of(text: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(text.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tue tues", "wednesday wed", "thursday thu thur thurs", "friday fri",
            "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
WORDY_DAYS = frozenset({"mon", "wed", "sat", "sun"})
"""Short weekdays that are English words too, or stand in names."""
WORDY_MONTHS = frozenset({"may", "march", "mar", "jan", "sep", "dec"})
COUNTS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
SPANS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14}

PRONOUNS_US = frozenset({"we", "i", "we've", "we'll", "i've", "i'll", "we'd", "i'd", "ourselves"})
PRONOUNS_THEM = frozenset({"they", "he", "she", "they've", "they'll", "they'd", "he'll", "she'll", "he's", "she's"})
OBJECTS_US = frozenset({"us", "me"})
OBJECTS_THEM = frozenset({"them", "him", "her"})
NEGATIONS = frozenset({
    "not", "never", "no", "nor", "without", "didn't", "don't", "doesn't", "won't", "cannot", "can't", "haven't",
    "hasn't", "couldn't", "wouldn't", "aren't", "isn't", "hardly", "neither",
})  # fmt: skip
FUTURE = frozenset({
    "will", "shall", "to", "should", "must", "please", "would", "could", "can", "we'll", "i'll", "they'll", "might",
    "going",
})  # fmt: skip
NAME_MARKERS = frozenset({"with", "w/", "w", "to", "from", "by", "of", "for", "in", "at", "between"})
FIRST_MARKERS = frozenset({"with", "w/", "w", "to", "from"})
SUBJECT_MARKERS = frozenset({"re", "re:", "about", "regarding", "concerning"})
DUE_MARKERS = frozenset({"by", "until", "till", "before", "due"})
LINKS = frozenset({
    "with", "w/", "w", "to", "from", "on", "at", "in", "by", "for", "the", "a", "an", "of", "and", "we", "i", "had",
    "they", "our", "&", "between",
})  # fmt: skip
"""Words that go when the piece of structure beside them goes."""
ARTICLES = frozenset({"the", "a", "an", "our", "their", "his", "her", "some", "any", "these", "those", "more", "its"})
ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "st", "prof", "vs", "e.g", "i.e", "approx", "hon", "gov"})

COMMON = frozenset({
    "nice", "reading", "bath", "split", "orange", "mobile", "male", "same", "of", "bar", "hell", "police", "best",
    "well", "back", "this", "that", "the", "and", "but", "then", "there", "here", "when", "what", "who", "why", "how",
    "all", "also", "good", "great", "bad", "new", "old", "our", "their", "his", "her", "not", "now", "second", "third",
    "first", "later", "soon", "still", "very", "was", "were", "has", "have", "had", "will", "would", "can", "could",
    "mayor", "deputy", "consul", "consulate", "general", "ambassador", "minister", "director", "president", "city",
    "council", "office", "today", "tomorrow", "yesterday", "tonight", "noon", "next", "last", "end", "week", "month",
    "follow", "follow-up", "followup", "remind", "due", "tone", "may", "re", "about", "victoria's",
})  # fmt: skip
"""Words that are names only where a name is expected and with a capital letter."""

TITLES = frozenset(
    {"mayor", "consul", "ambassador", "minister", "director", "president", "deputy", "dr", "mr", "mrs", "ms"}
)
US_STATES = words_of(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho "
    "illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi "
    "missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia "
    "washington wisconsin wyoming ontario quebec"
)


@dataclass(frozen=True)
class KindWord:
    """What a word for a contact means: kinds in order of preference, mode, direction, and who acts by default."""

    kinds: tuple[str, ...]
    mode: str | None = None
    direction: Literal["mutual", "one-way"] = "mutual"
    giver: Literal["us", "them"] = "us"
    verb: bool = False


_CALL = ("call",)
_MEETING = ("meeting", "consult")
_MAIL = ("email", "mail", "letter", "message")
_MESSAGE = ("message", "email", "mail", "letter")
_LETTER = ("letter", "mail", "email", "message")
_VISIT = ("visit", "visit made", "make a visit")
_HOSTED = ("visit hosted", "host a visit", "visit")


def _words(words: str, meaning: KindWord) -> dict[tuple[str, ...], KindWord]:
    return {tuple(word.split()): meaning for word in words.split("|")}


KIND_WORDS: dict[tuple[str, ...], KindWord] = {
    **_words("call|phone call|phonecall|conference call|telephone call", KindWord(_CALL, "phone")),
    **_words("called|phoned|rang|telephoned|spoke|rang up", KindWord(_CALL, "phone", verb=True)),
    **_words("video call|zoom call|teams call|vc|visio", KindWord(_CALL, "video")),
    **_words(
        "video|zoom|teams|webex|video meeting|zoom meeting|teams meeting|videoconference|video conference",
        KindWord(_MEETING, "video"),
    ),
    **_words("meeting", KindWord(_MEETING, "in person")),
    **_words("met", KindWord(_MEETING, "in person", verb=True)),
    **_words(
        "lunch|dinner|breakfast|coffee|working lunch|reception|banquet", KindWord(("meal", *_MEETING), "in person")
    ),
    **_words(
        "courtesy call|courtesy visit", KindWord(("courtesy call", "visit", "meeting"), "in person", giver="them")
    ),
    **_words("email|e-mail|mail", KindWord(_MAIL, "mail", "one-way")),
    **_words("emailed|e-mailed|mailed", KindWord(_MAIL, "mail", "one-way", verb=True)),
    **_words("letter|thank-you letter|thank-you note", KindWord(_LETTER, "letter", "one-way")),
    **_words("wrote", KindWord(_LETTER, "letter", "one-way", verb=True)),
    **_words("message|whatsapp|wechat", KindWord(_MESSAGE, "message", "one-way")),
    **_words("messaged|texted", KindWord(_MESSAGE, "message", "one-way", verb=True)),
    **_words("visit|site visit|delegation visit", KindWord(_VISIT, "in person")),
    **_words("visited", KindWord(_VISIT, "in person", verb=True)),
    **_words("hosted|welcomed", KindWord(_HOSTED, "in person", giver="them", verb=True)),
    **_words("convening|conference|summit|round table|roundtable", KindWord(("convening", "meeting"))),
    **_words("condolence|condolences", KindWord(("condolence", "letter", "message"), None, "one-way")),
    **_words("gift", KindWord(("gift", "aid"), None, "one-way")),
    **_words("aid", KindWord(("aid", "gift"), None, "one-way")),
}
KIND_LETTERS = {
    "c": ("call",),
    "m": ("meeting",),
    "e": ("email",),
    "v": ("visit",),
    "x": ("message",),
    "g": ("gift",),
    "a": ("aid",),
}


@dataclass(frozen=True)
class StepWord:
    """What a verb of giving means.

    `state` is the step reached; `gives` is False where the verb's subject is the one who receives or asks. `plain`
    verbs say many other things too and need a clear thing given. `bare` ones tell a deed only behind a subject.
    """

    state: str
    gives: bool = True
    plain: bool = False
    bare: bool = False


def _steps(words: str, meaning: StepWord) -> dict[str, StepWord]:
    return dict.fromkeys(words.split(), meaning)


STEP_WORDS: dict[str, StepWord] = {
    **_steps("offer offers offered offering", StepWord("offered")),
    **_steps("pledge pledges pledged pledging promise promises promised owe owes", StepWord("pledged")),
    **_steps("owed", StepWord("pledged")),
    **_steps("commit commits committed", StepWord("committed")),
    **_steps("ask asks asked asking request requests requested", StepWord("asked", gives=False)),
    **_steps("need needs needed", StepWord("asked", gives=False, plain=True)),
    **_steps("sent sends shipped ships dispatched", StepWord("in transit", plain=True)),
    **_steps("gave gives donated donates delivered delivers provided provides lent", StepWord("received", plain=True)),
    **_steps("presented presents", StepWord("received", plain=True)),
    **_steps("send ship give donate deliver provide lend", StepWord("in transit", plain=True, bare=True)),
    **_steps("received receives receive got", StepWord("received", gives=False, plain=True)),
    **_steps("arrived arrives", StepWord("received", plain=True)),
    **_steps("inspected inspects", StepWord("inspected", gives=False, plain=True)),
    **_steps("distributed distributes", StepWord("distributed", gives=False, plain=True)),
    **_steps("thank thanks thanked thanking thank-you", StepWord("acknowledged", gives=False)),
    **_steps("declined declines refused refuses rejected", StepWord("declined", gives=False)),
    **_steps("gift aid", StepWord("received", plain=True)),
}  # fmt: skip
GIVING = frozenset(["send", "give", "donate", "deliver", "provide", "lend", "supply", "ship", "contribute", "share"])
NOT_GIVEN = words_of(
    "regards greetings word news notice impression speech apology apologies reply answer answers invitation "
    "agenda minutes reminder letter letters email emails mail message messages call calls visit visits card "
    "cards back up in on rid to along well better worse ok okay ready stuck lost together feedback thanks "
    "confirmation permission way evidence sense pause rise address reasons details talk presentation tour hand "
    "look chance hint warning party toast statement interview number sign list draft copy quote time try "
    "signal delegation team representative lecture concert performance briefing overview update report idea"
)
"""Things "sent", "gave" and "got" are said of that are no contribution."""
ASIDES = words_of(
    "also now then again publicly kindly still just already has have had will shall can could would may might is "
    "are was were do does did gladly formally warmly finally twice both even always now've be been that"
)
"""Words that may stand between a subject and its verb."""
BREAKS = words_of(
    "by until till before due because since if when while so but which who that to from on via after as although "
    "though where whether why how is are was were will then"
)
"""Words at which the name of a thing given ends."""

MEASURES = words_of(
    "t ton tons tonne tonnes kg g l litre litres liter liters ml box boxes pallet pallets pack packs pair pairs "
    "set sets dose doses hour hours day days week weeks month months m2 m3 km crate crates container containers"
)
CURRENCY_SIGNS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW"}
CURRENCY_WORDS = {
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "usd": "USD", "dollar": "USD", "dollars": "USD", "gbp": "GBP",
    "pounds": "GBP", "jpy": "JPY", "yen": "JPY", "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "krw": "KRW", "won": "KRW",
    "chf": "CHF", "francs": "CHF", "cad": "CAD", "aud": "AUD",
}  # fmt: skip
MULTIPLES = {"hundred": 100, "dozen": 12, "thousand": 1000, "million": 1_000_000, "mio": 1_000_000, "k": 1000}
CONTRIBUTION_WORDS = {
    "expertise": words_of(
        "engineer engineers expert experts doctor doctors nurse nurses training advice guidance know-how hours "
        "trainer trainers interpreter interpreters help support expertise plans leaflet"
    ),
    "money": frozenset(["money", "grant", "grants", "funds", "funding", "donation", "loan"]),
    "hospitality": frozenset(["lunch", "dinner", "rooms", "room", "beds", "accommodation", "reception", "hospitality"]),
    "access": frozenset(
        ["introduction", "introductions", "contact", "contacts", "meeting", "invitation", "invitations", "seat"]
    ),
    "voice": frozenset(["endorsement", "vote", "statement", "backing"]),
    "condolence": frozenset(["condolence", "condolences"]),
}
TONES = {"++": 2, "+": 1, "0": 0, "-": -1, "--": -2, "+1": 1, "+2": 2, "-1": -1, "-2": -2, "1": 1, "2": 2}
DASHES = frozenset({"-", "--", "---", "–", "—", "|", "•", "*", "→", "->", "=>", "/", "·"})
