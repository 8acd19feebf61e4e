"""TrustCRM plugin vcard."""
