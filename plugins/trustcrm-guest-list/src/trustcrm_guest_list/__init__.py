"""TrustCRM plugin guest-list."""
