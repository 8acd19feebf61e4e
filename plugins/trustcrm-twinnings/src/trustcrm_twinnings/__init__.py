"""TrustCRM plugin: twinnings."""
