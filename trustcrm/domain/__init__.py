"""Values and rules of city diplomacy; the standard library and this package only, no database, no screen."""
