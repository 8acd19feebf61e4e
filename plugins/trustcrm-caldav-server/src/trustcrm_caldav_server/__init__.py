"""TrustCRM plugin caldav-server."""
