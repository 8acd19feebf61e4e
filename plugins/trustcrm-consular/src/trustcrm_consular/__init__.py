"""TrustCRM plugin consular."""
