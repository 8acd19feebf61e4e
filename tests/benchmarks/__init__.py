"""How long things take, as ratios: each job against a reference measured beside it, in the same run.

`uv run python -m tests.benchmarks` runs every row and prints a table; `--help` tells the rest.
"""
