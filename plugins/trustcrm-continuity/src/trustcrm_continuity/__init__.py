"""Thin staff: handing ties over, planning few hours, letting a tie sleep and waking it, and what ties cost."""
