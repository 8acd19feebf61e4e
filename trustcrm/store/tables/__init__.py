"""The mapped classes, one module a noun; the fields themselves are told in `trustcrm.domain.nouns`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Table

from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import NOUNS
from trustcrm.store.tables import derived as derived
from trustcrm.store.tables import journal as journal
from trustcrm.store.tables import plugin as plugin
from trustcrm.store.tables.agreement import AgreementRow
from trustcrm.store.tables.city import CityRow
from trustcrm.store.tables.colleague import ColleagueRow
from trustcrm.store.tables.contribution import ContributionRow, StepRow
from trustcrm.store.tables.engagement import EngagementRow, SeatRow
from trustcrm.store.tables.follow_up import FollowUpRow
from trustcrm.store.tables.interaction import InteractionRow, ParticipantRow
from trustcrm.store.tables.kind import KindRow
from trustcrm.store.tables.note import NoteRow
from trustcrm.store.tables.office import OfficeRow
from trustcrm.store.tables.organisation import OrganisationRow
from trustcrm.store.tables.person import PersonRow
from trustcrm.store.tables.post import PostRow, TenureRow
from trustcrm.store.tables.schema import Base, SideRow
from trustcrm.store.tables.signal import SignalRow
from trustcrm.store.tables.tag import TagRow
from trustcrm.store.tables.tie import CustodyRow, TieRow
from trustcrm.store.tables.window import WindowRow

_MAPPED: tuple[type[Base], ...] = (
    CityRow, OrganisationRow, OfficeRow, KindRow, ColleagueRow, PersonRow, PostRow, TenureRow, TieRow, CustodyRow,
    AgreementRow, WindowRow, InteractionRow, ParticipantRow, ContributionRow, StepRow, SignalRow, EngagementRow,
    SeatRow, FollowUpRow, TagRow, NoteRow,
)  # fmt: skip


def table_name(noun: str) -> str:
    """Return the name of a noun's table: its own with underscores."""
    return noun.replace("-", "_")


_BY_NAME = {mapped.__tablename__: Base.metadata.tables[mapped.__tablename__] for mapped in _MAPPED}

TABLES: Mapping[str, Table] = MappingProxyType({noun: _BY_NAME[table_name(noun)] for noun in NOUNS})
"""The table of every noun, by the noun's name, in the order of `NOUNS`."""

BATCH_ITEM = "batch item"
"""What the journal calls a piece of an import that needs a person."""

JOURNALLED: Mapping[str, Table] = MappingProxyType({**TABLES, BATCH_ITEM: Base.metadata.tables["batch_item"]})
"""Every table whose rows are corrected through the journal, by the name the journal uses."""


def table_of(kind: type[Record]) -> Table:
    """Return the table a noun's records are kept in."""
    return TABLES[kind.noun]


__all__ = [
    "BATCH_ITEM",
    "JOURNALLED",
    "TABLES",
    "Base",
    "SideRow",
    "derived",
    "journal",
    "plugin",
    "table_name",
    "table_of",
]
