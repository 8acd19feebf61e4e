"""The plugin's own table: constants that an office keeps."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

CALIBRATION = Table(
    "plugin_evaluate_calibration",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("model", String),
    Column("constants", String),
    Column("on", Date),
    Column("signed", Integer),
)
"""Constants as JSON, of which model, when they were kept, and how many signed acts they were fitted to.

The newest row is what an office reads by. One without a model says that it reads by the defaults.
"""
