"""Write the reference; with `--look`, change nothing and fail where a page is stale."""

from __future__ import annotations

import sys

from tools.reference.pages import stale, write_all


def main(arguments: list[str]) -> int:
    """Write or look; return 1 where a page was looked at and is stale."""
    if "--look" not in arguments:
        for name in write_all():
            print(f"docs/reference/{name} was written anew.")
        return 0
    for name in (names := stale()):
        print(f"docs/reference/{name} is stale; run `uv run python -m tools.reference`.")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
