"""TrustCRM plugin networks."""
