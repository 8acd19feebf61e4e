"""TrustCRM plugin report."""
