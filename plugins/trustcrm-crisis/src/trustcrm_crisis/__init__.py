"""The workflow of a crisis: needs and who meets them, whom to ask, what must be checked, and what came of it."""
