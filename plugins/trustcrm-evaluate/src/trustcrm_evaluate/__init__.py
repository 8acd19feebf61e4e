"""TrustCRM plugin: how well trust models foretell the next act, and how they hold out against being fooled."""
