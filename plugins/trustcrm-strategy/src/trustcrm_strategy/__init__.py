"""The workflow of a strategy: what the city wants, which ties serve it, where its time goes, what changed."""
