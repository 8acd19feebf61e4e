"""The words of consular lists in four languages: headings, countries, offices, ranks and forms of address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from trustcrm.plugin import fold
from trustcrm_consular.days import LANGUAGES

_HEADINGS = {
    "country": "country, sending state, state, nation, land, staat, entsendestaat, pays, état d'envoi, paese, stato",
    "city": "city, seat, place, stadt, ort, sitz, ville, siège, lieu, città, sede, luogo",
    "office": "consulate, office, mission, konsulat, vertretung, dienststelle, consulat, "
    "représentation, consolato, ufficio",
    "name": "name, officer, consul, holder, name der person, konsul, nom, titulaire, nome, titolare, nominativo",
    "title": "title, rank, title/rank, position, titel, rang, amtsbezeichnung, titre, fonction, titolo, rango, grado",
    "role": "role, category, type, status, funktion, art, kategorie, rôle, catégorie, ruolo, "
    "categoria, career/honorary",
    "since": "since, from, appointed, date, seit, datum, ernannt am, depuis, depuis le, nommé le, dal, "
    "nominato il, data",
    "exequatur": "exequatur, exequatur date, date of exequatur, exequatur vom, date d'exequatur, data exequatur",
    "phone": "phone, tel, telephone, telephone number, telefon, tél, téléphone, telefono",
    "email": "email, e-mail, mail, e-mail address, e-mail-adresse, courriel, posta elettronica",
    "district": "district, consular district, jurisdiction, amtsbezirk, konsularbezirk, circonscription, "
    "circonscription consulaire, circoscrizione, circoscrizione consolare",
    "languages": "languages, language, sprachen, langues, lingue",
    "national_day": "national day, nationalfeiertag, fête nationale, festa nazionale",
    "precedence": "precedence, order of precedence, rangfolge, préséance, precedenza",
    "dean": "dean, doyen, doyenne, dekan, decano",
    "website": "web, website, internet, site internet, sito web",
    "address": "address, anschrift, adresse, indirizzo, fax, telefax, telefono fax, office hours, öffnungszeiten",
}
HEADINGS: Mapping[str, str] = {fold(word): field for field, words in _HEADINGS.items() for word in words.split(",")}
"""The field that a heading, folded, stands for."""

_RANKS = {
    "consul general": "consul general, generalkonsul, generalkonsulin, consul général, consule générale, "
    "console generale",
    "honorary consul general": "honorary consul general, honorargeneralkonsul, honorargeneralkonsulin, "
    "consul général honoraire, consule générale honoraire, console generale onorario, console generale onoraria",
    "deputy consul general": "deputy consul general, stellvertretender generalkonsul, "
    "stellvertretende generalkonsulin, "
    "consul général adjoint, consule générale adjointe, console generale aggiunto, console generale aggiunta",
    "consul": "consul, konsul, konsulin, consule, console",
    "honorary consul": "honorary consul, honorarkonsul, honorarkonsulin, consul honoraire, consule honoraire, "
    "console onorario, console onoraria",
    "vice consul": "vice consul, vizekonsul, vizekonsulin, vice-consul, vice-consule, vice console, viceconsole",
    "honorary vice consul": "honorary vice consul, honorarvizekonsul, honorarvizekonsulin, vice-consul honoraire, "
    "vice-consule honoraire, vice console onorario, vice console onoraria",
    "consular agent": "consular agent, konsularagent, konsularagentin, agent consulaire, agente consolare",
}
_RANK_OF: Mapping[str, str] = {fold(word): rank for rank, words in _RANKS.items() for word in words.split(",")}
_CONSULAR = re.compile(
    r"\b(?:(?:honorar|general|vize|vice)*(?:consule?|konsul|konsulin|console)|konsularagent(?:in)?"
    r"|consular (?:officer|agent|assistant|secretary)|agente? (?:consulaire|consolare)|attache|chancell?or|chancelier"
    r"|kanzler(?:in)?)\b"
)
_WHOSE = re.compile(r" (?:of|for|von|der|du|de|di) .*")

_OFFICES = (
    ("Consulate General", r"consulate general|(?:honorar)?generalkonsulat|consulat general|consolato generale"),
    ("Vice Consulate", r"vice consulate|(?:honorar)?vizekonsulat|vice consulat|vice ?consolato"),
    ("Consular Agency", r"consular agency|konsularagentur|agence consulaire|agenzia consolare"),
    ("Consulate", r"consulate|(?:honorar)?konsulat|consulat|consolato"),
)
_HONORARY = re.compile(r"\bhonorary\b|\bhonorar|\bhonoraire\b|\bonorari[oa]\b|\behrenamt|\behren")

_ADDRESS = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|mx|m|mme|mlle|herr|frau|sig\.ra|sig|signora?|h\.\s?e|s\.\s?e|his excellency|her excellency"
    r"|the honou?rable|hon)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_DEAN = re.compile(
    r"[,;/(–-]? ?(?:(?:and|und|et|e|&) )?\b(?:doyen(?:ne)?|dean|dekanin|dekan|decan[oa])\b"
    r"(?: (?:of|des|du|de|del) [^()]*)?\)?$",
    re.IGNORECASE,
)
_FORM_OF_STATE = re.compile(
    r"^(?:the )?(?:(?:federal|federative|peoples|democratic|islamic|plurinational|bolivarian|socialist|united|arab) )*"
    r"(?:republic|kingdom|state|commonwealth|principality|grand duchy|sultanate|federation|republik|konigreich"
    r"|bundesrepublik|furstentum|republique|royaume|principaute|repubblica|regno)"
    r"(?: (?:of the|of|de la|des|du|de|di|della|del|d))? "
)
_NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_OTHER_NAMES = {
    "republic of korea": "KR", "republik korea": "KR", "republique de coree": "KR", "repubblica di corea": "KR",
    "democratic peoples republic of korea": "KP", "peoples republic of china": "CN",
    "russian federation": "RU", "czech republic": "CZ", "tschechische republik": "CZ", "republique tcheque": "CZ",
    "united states of america": "US", "holy see": "VA", "turkey": "TR", "syrian arab republic": "SY",
    "hellenic republic": "GR", "slovak republic": "SK", "kyrgyz republic": "KG", "swiss confederation": "CH",
    "great britain": "GB", "grossbritannien": "GB", "grande bretagne": "GB", "gran bretagna": "GB",
    "democratic republic of the congo": "CD", "republic of the congo": "CG",
}  # fmt: skip
"""What states are called in lists and not in CLDR, whose names are the short and customary ones."""


def rank_of(title: str) -> str:
    """Return the rank that a title is in any language and gender, whoever's it is, else the title folded."""
    words = fold(title)
    return _RANK_OF.get(words) or _RANK_OF.get(_WHOSE.sub("", words)) or words or title.casefold()


def is_title(text: str) -> bool:
    """Return whether a text begins as the title of a consular officer, as "Acting Consul (Trade), Doyen" does."""
    words = fold(text[:200].partition(",")[0]).split()[:3]
    return bool(_CONSULAR.search(" ".join(words))) and not office_of(text)


def office_of(text: str) -> str:
    """Return what sort of office a text names, such as "Honorary Consulate", "" where it names none."""
    words = fold(text[:300])
    kind = _office_in(words)
    return f"Honorary {kind}" if kind and is_honorary(words) else kind


def is_bare_office(text: str) -> bool:
    """Return whether a text says the sort of office alone, without whose it is."""
    words = _HONORARY.sub(" ", fold(text))
    return any(re.fullmatch(rf"\W*(?:{pattern})\W*", words) for _, pattern in _OFFICES)


def _office_in(words: str) -> str:
    return next((kind for kind, pattern in _OFFICES if re.search(rf"\b(?:{pattern})\b", words)), "")


def is_honorary(text: str) -> bool:
    """Return whether a title, an office or a category is an honorary one."""
    return bool(_HONORARY.search(fold(text[:300])))


def without_address(name: str) -> str:
    """Return a name without Mr, Frau, Mme, H.E. and the like before it."""
    return _ADDRESS.sub("", name.strip(), count=1)


def is_addressed(text: str) -> bool:
    """Return whether a text begins with a form of address."""
    return bool(_ADDRESS.match(text))


def without_dean(title: str) -> tuple[str, bool]:
    """Return a title without "Doyen" or "and Dean of the Consular Corps" at its end, and whether that stood there."""
    plain = " ".join(title.split())
    shorter = _DEAN.sub("", plain).strip(" ,;") if len(plain) <= 300 else plain
    return (shorter, True) if shorter != plain.strip(" ,;") else (plain, False)


@lru_cache(maxsize=2048)
def country_of(text: str) -> tuple[str | None, str]:
    """Return the ISO 3166 code and the English name of a country; for one not known, None and the words as they are."""
    words = fold(text)
    known = _countries()
    code = known.get(words) or known.get(_FORM_OF_STATE.sub("", words))
    if code is None and re.fullmatch("[A-Z]{2}", text.strip()) and text.strip() in known.values():
        code = text.strip()
    if code is None:
        return None, text.strip().title() if text.isupper() else text.strip()
    return code, Locale.parse("en").territories[code]


@cache
def _countries() -> Mapping[str, str]:
    found = dict(_OTHER_NAMES)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES:
                found.setdefault(fold(name), code)
                found.setdefault(fold(name.partition(" (")[0]), code)
    return found
