"""What an office does: record, correct, undo, match, merge, import, and read what follows."""
