"""TrustCRM plugin: town twinnings as Wikidata states them."""
