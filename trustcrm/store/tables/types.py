"""Column types that keep a value exact on every engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, Numeric, String
from sqlalchemy.types import TypeDecorator, TypeEngine

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number of 64 bits on either engine: what SQLite calls INTEGER is 32 in PostgreSQL."""

Words = JSON
"""A list of words, in the order given."""


class Exact(TypeDecorator[Decimal]):
    """A decimal number kept digit for digit: NUMERIC in PostgreSQL, text in SQLite, whose numbers are floats."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return text for SQLite and NUMERIC elsewhere."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | int | str | None, dialect: Dialect) -> Any:
        """Return the value as the engine takes it."""
        if value is None:
            return None
        return str(value) if dialect.name == "sqlite" else Decimal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the value as a `Decimal`."""
        return None if value is None else Decimal(value)
