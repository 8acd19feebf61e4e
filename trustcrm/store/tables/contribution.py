"""Where contributions and steps are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept
from trustcrm.store.tables.types import Exact


class ContributionRow(Kept, Base):
    """Rows of contributions; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "contribution"
    __table_args__ = (Index("contribution_giver", "giver_id"), Index("contribution_receiver", "receiver_id"))

    what: Mapped[str]
    giver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    kind: Mapped[str]
    unit: Mapped[str | None]
    carried_by: Mapped[str]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    value_currency: Mapped[str | None]
    value_method: Mapped[str | None]
    value_on: Mapped[date | None]
    words: Mapped[str | None]
    source: Mapped[str | None]
    confidentiality: Mapped[str]


class StepRow(Kept, Base):
    """Rows of steps; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "step"
    __table_args__ = (Index("step_contribution", "contribution_id"),)

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    state: Mapped[str]
    on: Mapped[date]
    quantity: Mapped[Decimal | None] = mapped_column(Exact)
    due_on: Mapped[date | None]
    words: Mapped[str | None]
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    source: Mapped[str | None]
