"""The steps that make this plugin's tables in the office's database."""
