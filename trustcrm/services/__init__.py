"""What an office does: record, correct, undo, match, import, read and report."""
