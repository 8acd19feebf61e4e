"""The keys of the configuration file and the constants of the trust model."""

from __future__ import annotations

import ast
import dataclasses
import inspect
from typing import Any

from tools.reference.markdown import code, one_line, page, table, told
from trustcrm.domain.readings import constants
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.hooks.config import FILE_NAME, OfficeSettings, PluginSettings

CONFIGURATION = f"""
The file is called `{FILE_NAME}`. The one beside the database is read where there is one, else the one in your own
configuration folder. There need be none. `trustcrm plugins enable` and `disable` write into it without touching a
comment.

A key that nothing knows is an error that names the nearest one, because a misspelled setting that is silently left out
is worse than none.

```toml
[office]
actor = "Ana"

[plugins]
disabled = ["twinnings"]
require = ["table>=0.1"]
```
"""

PLUGIN_TABLES = """
## `[plugins.NAME]`

A plugin's own keys, as its README tells them. Where a key takes a secret, write the secret itself or, better, say where
it is kept:

```toml
[plugins.mailroom]
password = { env = "MAILROOM_PASSWORD" }
# or { file = "mailroom.secret" }, looked for beside this file
# or { command = ["pass", "show", "mailroom"] }
```

A secret prints as `***` everywhere, and is read only at the moment the plugin uses it.
"""

CALENDAR_TABLES = """
## `[calendars.NAME]`

A calendar somewhere, under a name of your own: `backend` says which plugin's backend keeps it, the other keys are that
backend's, as its README tells them. They may be secrets too.

```toml
[calendars.shared]
backend = "vdir"
path = "~/calendars/shared"
```
"""

CONSTANTS = """
The numbers behind trust, goodwill and expected intensity, with the values every office starts with. What each one does
stands in [how a reading is made](../explanation/readings.md).
"""


def configuration_page() -> str:
    """Return the page of the configuration file."""
    return page(
        "Configuration", CONFIGURATION, _settings("office", OfficeSettings), _settings("plugins", PluginSettings),
        PLUGIN_TABLES, CALENDAR_TABLES,
    )  # fmt: skip


def constants_page() -> str:
    """Return the page of the trust model's constants."""
    told_by_name = constant_docstrings()
    rows = [(code(name), f"{figure:g}", told_by_name[name]) for name, figure in DEFAULT_CONSTANTS.as_figures().items()]
    return page("Constants of the trust model", CONSTANTS, table(("constant", "value", "what it is"), rows))


def constant_docstrings() -> dict[str, str]:
    """Return what stands under each constant in the code, by name."""
    tree = ast.parse(inspect.getsource(constants))
    kind = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    pairs = zip(kind.body, kind.body[1:], strict=False)
    return {
        name.target.id: one_line(str(words.value.value))
        for name, words in pairs
        if isinstance(name, ast.AnnAssign)
        and isinstance(name.target, ast.Name)
        and isinstance(words, ast.Expr)
        and isinstance(words.value, ast.Constant)
    }


def _settings(name: str, kind: Any) -> str:
    rows = [
        (code(f"{name}.{field.name}"), code(field.type), _default(field.default)) for field in dataclasses.fields(kind)
    ]
    return f"## `[{name}]`\n\n{told(kind)}\n\n{table(('key', 'type', 'where not given'), rows)}"


def _default(value: object) -> str:
    return code({"": "empty", "()": "empty", "None": "not said"}.get(str(value), value))
