"""TrustCRM plugin: tables, as CSV text or XLSX workbooks, into any noun of the office."""
