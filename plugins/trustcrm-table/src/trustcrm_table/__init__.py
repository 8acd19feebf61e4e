"""TrustCRM plugin: table."""
