"""What this plugin offers: the command `tui`."""
