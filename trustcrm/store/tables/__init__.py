"""The tables, in SQLAlchemy Core; a noun's table is made from the fields told in `trustcrm.domain.nouns`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Table

from trustcrm.store.tables import derived as derived
from trustcrm.store.tables import journal as journal
from trustcrm.store.tables import plugin as plugin
from trustcrm.store.tables.nouns import SIDE, TABLES, table_name, table_of
from trustcrm.store.tables.schema import METADATA

BATCH_ITEM = "batch item"
"""What the journal calls a piece of an import that needs a person."""

JOURNALLED: Mapping[str, Table] = MappingProxyType({**TABLES, BATCH_ITEM: journal.ITEM})
"""Every table whose rows are corrected through the journal, by the name the journal uses."""

__all__ = ["BATCH_ITEM", "JOURNALLED", "METADATA", "SIDE", "TABLES", "table_name", "table_of"]
