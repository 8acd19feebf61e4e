"""TrustCRM plugin ics."""
