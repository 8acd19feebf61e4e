"""Messages leave by the office's own mail server, each once, and what the server said is told as it was said."""
