"""TrustCRM plugin calendar."""
