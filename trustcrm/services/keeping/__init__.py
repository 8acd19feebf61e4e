"""Keeping an office safe, and leaving with everything: status, export, backup, restore, verify and upgrade."""
