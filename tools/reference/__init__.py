"""Writes the reference manual from the code, so that the two cannot drift apart: `python -m tools.reference`."""
