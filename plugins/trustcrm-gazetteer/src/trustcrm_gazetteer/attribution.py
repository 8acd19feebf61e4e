"""The credit that GeoNames' licence asks for."""

ATTRIBUTION = "GeoNames (geonames.org), CC BY 4.0"
"""Printed wherever its data are used."""
