"""What the tests of core and of every plugin share."""

pytest_plugins = ["tests.postgres", "tests.rich_office"]
