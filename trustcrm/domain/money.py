"""An amount of money in its currency, so that it can be told with as many decimals as that has."""

from __future__ import annotations

from decimal import Decimal

PLACES = dict.fromkeys(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"], 0
)
PLACES |= dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
"""How many decimals amounts of those currencies have that have not two (ISO 4217)."""


class Money(Decimal):
    """An amount of money, which `shown` tells with its currency's decimals where it has any: "1,240.50", "380"."""

    places: int
    coins: bool

    def __new__(cls, amount: Decimal | int | str = 0, currency: str = "", *, coins: bool = False) -> Money:
        """Make one of an amount; a currency whose decimals are not two is in `PLACES` (ISO 4217).

        With `coins` it is told with decimals even where it has none, as beside amounts that have: "380.00".
        """
        made = super().__new__(cls, amount)
        made.places = PLACES.get(currency.upper(), 2)
        made.coins = coins
        return made
