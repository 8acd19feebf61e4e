"""The steps that make the tables of this plugin."""
