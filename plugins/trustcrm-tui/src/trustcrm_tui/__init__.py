"""The terminal UI: who needs us today, every tie, the ledger, the agenda and the agreements, by plain keys."""
