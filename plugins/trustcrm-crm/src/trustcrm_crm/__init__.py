"""TrustCRM plugin crm."""
