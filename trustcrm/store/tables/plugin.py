"""Where plugins keep small things of their own: a key/value store a plugin."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base


class PluginValueRow(Base):
    """One value of one plugin, as JSON text."""

    __tablename__ = "plugin_value"

    plugin: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
