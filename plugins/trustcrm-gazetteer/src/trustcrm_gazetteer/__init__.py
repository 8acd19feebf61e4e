"""TrustCRM plugin: gazetteer."""
