"""Words as somebody in a hurry writes them: "tmrw", "mtg", "recieved", "appel", "电话", read as the word that is meant.

Only words that the grammar knows are the aim, so that a slip of the finger in the note stays what it is. What was typed
is kept as it was typed; the word meant is only what the entry is read by.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from trustcrm.services.quick_entry.vocabulary import MONTHS, STEP_WORDS, WEEKDAYS, words_of


def _meant(table: dict[str, str]) -> dict[str, str]:
    return {word: meant for meant, words in table.items() for word in words.split()}


_ANYWHERE = _meant({
    "yesterday": "yest yday y'day ystd ayer gestern ieri ontem вчера 昨天 昨日 어제 أمس امس",
    "today": "tdy 今天 今日 오늘 сегодня اليوم",
    "tomorrow": "tmrw tmrrw tmr tmw tmrow tmoro tomoz 2moro 2morrow 2mrw 明天 明日 내일 завтра غدا غداً",
    "next": "nxt",
    "last": "lst",
    "about": "abt",
    "from": "frm fr0m",
    "with": "avec mit wth 与 與 跟 مع",
    "message": "msg sms txt",
    "meeting": "mtg",
    "thanks": "thx",
    "received": "recd rec'd rcvd rcv'd",
    "delivered": "dlvd",
    "promised": "promisd",
})  # fmt: skip
_FIRST = _meant({
    "call": "tel phone ring ph appel téléphone anruf telefonat llamada chiamata telefonata ligação звонок 电话 電話 "
    "전화 통화 اتصال مكالمة",
    "meeting": "réunion reunion rencontre treffen besprechung sitzung reunión riunione incontro reunião встреча 会议 "
    "會議 会面 会談 회의 면담 اجتماع لقاء",
    "visit": "visite besuch visita визит 访问 訪問 방문 زيارة",
    "letter": "lettre carta lettera письмо 信 手紙 편지 رسالة",
    "email": "courriel correo 邮件 郵件 メール 이메일",
})  # fmt: skip
"""Nouns of other languages, and words that mean much else in the middle of a sentence, are read at the beginning."""
_AIMS = sorted(
    {word for word in (*STEP_WORDS, *MONTHS, *WEEKDAYS) if len(word) > 5}
    | words_of("yesterday tomorrow tonight meeting called message letter visited delegation dinner reception courtesy")
)
_CLOSE = 0.86
"""How alike a slip and the word meant must be; "massage" and "message" are 0.857, "officers" and "offers" too."""
_DAYS = tuple(word for word in WEEKDAYS if word.endswith("day"))
_CLOSE_DAY = 0.8
"""Of weekdays, which are like no other word that begins alike; "fryday" is 0.833, "faraday" 0.769."""
_NEAR_DAYS = ("yesterday", "tomorrow")
_CLOSE_NEAR = 0.88
"""Of these, which people misspell by a lost letter: "yesteday" is 0.941, "tomorro" 0.933; "yesteryear" 0.737."""
_TOMORROW = re.compile("t[ou]?m+[oau]?r+[oau]*w+")
"""Every way to write it with its consonants alone, or with a vowel amiss: no other word is written so."""
_VOWELS = re.compile("[aeiou']")
_TWICE = re.compile(r"(.)\1+")


def plain(word: str, *, first: bool = False) -> str:
    """Return the word that a word in small letters stands for; `first` where it begins the entry."""
    if first and word in _FIRST:
        return _FIRST[word]
    return _ANYWHERE.get(word) or ("tomorrow" if _TOMORROW.fullmatch(word) else _mended(word))


@lru_cache(maxsize=1024)
def _mended(word: str) -> str:
    """Return the only word of the grammar with the same consonants that is nearly the same, else the word itself."""
    if not 4 <= len(word) <= 12 or not word.isascii() or not word.isalpha() or word in _KNOWN:
        return word
    likeness, day = max((_alike(word, day), day) for day in _DAYS)
    if likeness >= _CLOSE_DAY and word[0] == day[0] and word[-1] == "y":
        return day
    if near := next((day for day in _NEAR_DAYS if _alike(word, day) >= _CLOSE_NEAR), ""):
        return near
    bones = _bones(word)
    found = [aim for aim in _AIMS if aim[0] == word[0] and _bones(aim) == bones and _near(word, aim)]
    return found[0] if len(found) == 1 else word


def _bones(word: str) -> str:
    return _TWICE.sub(r"\1", _VOWELS.sub("", word))


def _near(word: str, aim: str) -> bool:
    return not _VOWELS.search(word) or _alike(word, aim) >= _CLOSE


def _alike(word: str, aim: str) -> float:
    return SequenceMatcher(None, word, aim, autojunk=False).ratio()


_KNOWN = frozenset({*STEP_WORDS, *MONTHS, *WEEKDAYS}) | words_of(
    "yesterday tomorrow tonight meeting called message letter visited delegation dinner diner reception courtesy"
)
