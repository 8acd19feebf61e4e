"""The value report for a council: what our ties brought, every sentence with its records, and what cannot be shown."""
