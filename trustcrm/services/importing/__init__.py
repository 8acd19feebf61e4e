"""Importing: read → match → plan → apply, one path for the dry run and the real one, undone as a batch."""
