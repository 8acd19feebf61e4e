"""The words of tables in four languages: what columns are headed by, and what a row of sums begins with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trustcrm_table.nouns import squeezed

_HEADINGS = {
    "name": "nom, nome, bezeichnung, full name",
    "emails": "email, e-mail, mail, e-mail address, mail address, e-mail-adresse, courriel, adresse e-mail, "
    "posta elettronica, indirizzo e-mail",
    "phones": "phone, tel, telephone, phone number, telephone number, telefon, telefonnummer, tél, téléphone, telefono",
    "languages": "language, sprache, sprachen, langue, langues, lingua, lingue",
    "other": "partner, partner city, partner town, partnerstadt, ville partenaire, città partner, ciudad socia",
    "kind": "type, sort, art, typ, tipo",
    "since": "seit, depuis, dal, desde",
    "country": "nation, land, staat, pays, paese, país, pais",
}
"""The fields that address lists call otherwise, and how."""
FIELD_OF = {squeezed(word): field for field, words in _HEADINGS.items() for word in words.split(",")}
"""The field that a squeezed heading stands for, where its noun has such a field."""
_CITY = (
    "city, town, municipality, stadt, ort, wohnort, gemeinde, ville, commune, ciudad, municipio, città, comune, cidade"
)
CITIES = frozenset(squeezed(word) for word in _CITY.split(","))
"""The headings of a city, which in a table of people is the side of each, where no column says it otherwise."""
COUNTRIES = frozenset({"country", *(heading for heading, field in FIELD_OF.items() if field == "country")})
"""The headings of that city's country."""
_SUMS = re.compile(
    r"(?:(?:grand|sub)[ -]?)?totals?|sums?|totaux|(?:sous-)?total(?: général)?|sommes?|(?:zwischen|gesamt|end)?summen?"
    r"|gesamt|insgesamt|(?:sub)?total[ei](?: generale)?|somma"
)


def sums_up(cells: Sequence[str]) -> str:
    """Return what a row begins with that sums up others, "Summe" before figures; "" where it is any other row."""
    filled = [cell.strip() for cell in cells if cell and not cell.isspace()]
    if not filled or filled[0][0] not in "tTsSgGiIzZeE":
        return ""
    word = filled[0].rstrip(" :=0123456789.,'’").casefold()
    plain = all(any(letter.isdigit() for letter in cell) for cell in filled[1:])
    return filled[0] if plain and _SUMS.fullmatch(word) else ""
