"""TrustCRM plugin: events coded by CAMEO, with the intensity of each on Goldstein's scale."""
