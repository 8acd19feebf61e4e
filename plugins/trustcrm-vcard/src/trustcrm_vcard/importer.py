"""The importer `vcard`: each card is a person, with the seat they hold, or the body it stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import vobject  # type: ignore[import-untyped]

from trustcrm.plugin import (
    Draft,
    Mention,
    Organisation,
    Person,
    Post,
    Record,
    Rejected,
    Source,
    Tenure,
    UnreadableSource,
    fold,
)
from trustcrm_vcard.cards import BEGIN, Card, cards, open_text

_COMPANY = frozenset({"org", "organization", "company"})
_LANGUAGE = 35


class VCardImporter:
    """Reads vCards of any version; `vobject` parses each, so that folding, escaping and encodings are its business."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield what each card tells: a person, then the seat they hold where it names both that and the body.

        Raises `UnreadableSource` where the file does not begin with a card.
        """
        if not self.sniff(source.head(), source.name):
            raise UnreadableSource(f"{source.name} is no address book; it must begin with {BEGIN}.")
        with open_text(source) as text:
            for card in cards(text):
                piece = _piece(card)
                yield piece
                if isinstance(piece, Draft):
                    yield from _seat(piece, source.name)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is an address book: it begins with a card."""
        text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "replace")
        return 0.95 if text.lstrip().upper().startswith(BEGIN) else 0.0


def _piece(card: Card) -> Draft | Rejected:
    where = f"line {card.line}"
    if not card.whole:
        return Rejected(where=where, reason="The card has no end, or is far too long; it may have been cut short.")
    try:
        told = vobject.readOne(card.text, allowQP=True)
    except Exception as error:  # the parser raises many kinds: its own, and those of base64, codecs and conversions
        said = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        return Rejected(where=where, reason=f"The card cannot be read: {said}.", raw={"text": card.text[:2000]})
    return _draft(where, told.contents)


def _draft(where: str, contents: dict[str, list[Any]]) -> Draft | Rejected:
    raw = {name.upper(): "; ".join(_texts(contents, name)) for name in ("fn", "uid", "org", "title", "email", "tel")}
    name, body = _name(contents), next(iter(_texts(contents, "org")), "")
    kinds = {
        text.casefold() for key in ("kind", "x-addressbookserver-kind", "x-abshowas") for text in _texts(contents, key)
    }
    if "group" in kinds:
        return Rejected(where=where, reason="The card is a list of other cards, not somebody.", raw=raw)
    if not (name or body):
        return Rejected(where=where, reason="The card names nobody.", raw=raw)
    emails = tuple(dict.fromkeys(text for text in _texts(contents, "email") if "@" in text))
    phones = tuple(dict.fromkeys(text.removeprefix("tel:") for text in _texts(contents, "tel")))
    record: Record
    if kinds & _COMPANY or name in ("", body):
        website = next(iter(_texts(contents, "url")), None)
        record = Organisation(name=body or name, emails=emails, website=website, city=_city(contents))
    else:
        side = Mention(noun="organisation", name=body) if body else _city(contents)
        languages = tuple(text.casefold() for text in _texts(contents, "lang") if len(text) <= _LANGUAGE)
        record = Person(
            name=name,
            aliases=tuple(_aliases(contents, name)),
            emails=emails,
            phones=phones,
            languages=languages,
            side=side,
        )
    return Draft(key=raw["UID"] or _key(name, body, emails, phones), record=record, where=where, raw=raw)


def _seat(card: Draft, known_from: str) -> Iterator[Draft]:
    """Yield the post that a person holds at the body of their card, and that they hold it."""
    title, person = card.raw["TITLE"], card.record
    if not title or not isinstance(person, Person) or person.side is None or not card.raw["ORG"]:
        return
    # Another title or body is another seat: the former one was held, and stays.
    key = f"{card.key}, {fold(title)}, {fold(card.raw['ORG'])}"
    post = Post(title=title, side=person.side)
    yield Draft(key=f"{key} (post)", record=post, where=card.where, raw=card.raw)
    addresses = tuple(("email", one) for one in person.emails)
    holder = Mention(noun="person", name=person.name, ids=addresses, side=person.side)
    tenure = Tenure(person=holder, post=Mention(noun="post", name=f"{key} (post)"), source=known_from)
    yield Draft(key=f"{key} (tenure)", record=tenure, where=card.where, raw=card.raw)


def _texts(contents: dict[str, list[Any]], name: str) -> list[str]:
    """Return the values of a property as texts, the first part of what has several, empty ones left out."""
    found = []
    for one in contents.get(name, ()):
        value = one.value[0] if isinstance(one.value, (list, tuple)) and one.value else one.value
        if isinstance(value, str) and value.strip():
            found.append(value.strip())
    return found


def _name(contents: dict[str, list[Any]]) -> str:
    """Return the name as the card writes it, else put together of its parts."""
    written = _texts(contents, "fn")
    if written:
        return written[0]
    for one in contents.get("n", ()):
        parts = (getattr(one.value, part, "") for part in ("given", "additional", "family"))
        return " ".join(_joined(part) for part in parts if _joined(part))
    return ""


def _joined(part: Any) -> str:
    return " ".join(part).strip() if isinstance(part, (list, tuple)) else str(part or "").strip()


def _aliases(contents: dict[str, list[Any]], name: str) -> Iterable[str]:
    """Return the nicknames, which stand in one property, parted by commas."""
    written = [
        one.value if isinstance(one.value, list) else str(one.value).split(",") for one in contents.get("nickname", ())
    ]
    nicknames = [str(nickname).strip() for some in written for nickname in some]
    return dict.fromkeys(nickname for nickname in nicknames if nickname and nickname != name)


def _city(contents: dict[str, list[Any]]) -> Mention | None:
    for one in contents.get("adr", ()):
        place, country = _joined(getattr(one.value, "city", "")), _joined(getattr(one.value, "country", ""))
        if place:
            return Mention(noun="city", name=place, country=country or None)
    return None


def _key(name: str, body: str, emails: tuple[str, ...], phones: tuple[str, ...]) -> str:
    told = "\0".join((name, body, *sorted(emails), "", *sorted(phones)))
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
