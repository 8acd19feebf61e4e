"""The command line: one module a command group, no logic and no SQL; data on stdout, talk on stderr."""

from trustcrm.cli.app import main, program

__all__ = ["main", "program"]
