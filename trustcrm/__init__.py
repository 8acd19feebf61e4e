"""TrustCRM: relationships, reciprocity and trust between cities, in a way anyone can check."""

__version__ = "0.1.0"
