"""TrustCRM plugin caldav."""
