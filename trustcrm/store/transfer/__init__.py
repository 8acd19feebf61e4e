"""Whole tables out of one database and into another: what export, backup, restore and verify are made of.

A table is read as *plain rows*, values as JSON holds them and the same on every engine, in a fixed order. So a table
has one digest wherever it lies, and what was read from SQLite can be written into PostgreSQL and back, unchanged.
"""
