"""What a protocol office keeps: calls and what they need, honours, gifts, who changed, and what is about to open."""
