"""The plugin host: what plugins may offer, how they are found, configured, called and contained."""
