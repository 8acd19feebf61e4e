"""Notices to many people: who is to hear of them, who holds which version, who asked and was answered."""
