"""TrustCRM plugin mail."""
