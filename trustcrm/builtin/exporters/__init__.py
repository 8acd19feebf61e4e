"""Core's own exporters: plain text, Markdown, JSON, and CSV of a document's tables."""
