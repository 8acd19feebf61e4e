"""The importer `members`: each member of a network is a tie between a city and the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trustcrm.plugin import Draft, Mention, Rejected, Source, Tie, UnreadableSource, fold
from trustcrm_networks.published import BOM, city, items, network_of, once, opened, text_of


class MembersImporter:
    """Reads `{"members": […]}`, each with `name_on_website`, and where it is known with `wikidata_id` and a place."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield a draft for each member. Raises `UnreadableSource` where the file is no list of members."""
        if not self.sniff(source.head(), source.name):
            raise UnreadableSource(f'{source.name} is no list of members; it must be JSON that begins with "members".')
        network = Mention(noun="organisation", name=source.option("network") or network_of(source))
        known_from = source.option("source") or source.name
        with opened(source) as file:
            yield from once(_pieces(items(file, "members.item", "member"), network, known_from))

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a list of members: it begins with that word."""
        begun = b"".join(head.removeprefix(BOM)[:200].split())
        return 0.95 if begun.startswith(b'{"members":[') else 0.0


def _pieces(members: Iterator[Any], network: Mention, known_from: str) -> Iterator[Draft | Rejected]:
    for number, item in enumerate(members, 1):
        yield item if isinstance(item, Rejected) else _member(f"member {number}", item, network, known_from)


def _member(where: str, item: Any, network: Mention, known_from: str) -> Draft | Rejected:
    name, wikidata, country = (text_of(item, key) for key in ("name_on_website", "wikidata_id", "country_name"))
    raw = {"name_on_website": name, "wikidata_id": wikidata, "country_name": country}
    if not name:
        return Rejected(where=where, reason="The member has no name.", raw=raw)
    member = city(name, wikidata, country, _place(item))
    tie = Tie(one=member, other=network, kind="network", source=known_from)
    return Draft(key=f"{network.name}: {wikidata or fold(name)}", record=tie, where=where, raw=raw)


def _place(item: Any) -> tuple[float, float] | None:
    latitude, longitude = item.get("latitude"), item.get("longitude")
    both = isinstance(latitude, (int, float)) and isinstance(longitude, (int, float))
    return (float(latitude), float(longitude)) if both and abs(latitude) <= 90 and abs(longitude) <= 180 else None
