"""Twelve plugins that are broken in twelve ways."""

from __future__ import annotations

from pathlib import Path

METADATA = "Metadata-Version: 2.1\nVersion: 1.2\nRequires-Dist: trustcrm>=0.1,<0.3\nRequires-Dist: click>=8\n"
HEAD = "from trustcrm.plugin import CommandSpec, GazetteerSpec, ImporterSpec, PluginSpec, SignalKind, hookimpl\n"


def _hook(name: str, body: str, arguments: str = "") -> str:
    return f"{HEAD}\n@hookimpl\ndef {name}({arguments}):\n    {body}\n"


HOSTILE = {
    "raises": "raise RuntimeError('out of sorts')",
    "exits": "import sys; sys.exit(1)",
    "unparsable": "def (",
    "wants-more": "import no_such_library",
    "describes-badly": _hook("describe_plugin", "raise RuntimeError('who am I')"),
    "needs-newer": _hook("describe_plugin", "return PluginSpec(summary='of tomorrow', needs_core='>=99')"),
    "registers-badly": _hook("register_importers", "raise OSError('no registry')"),
    "yields-nonsense": _hook("register_importers", "yield 'an importer, believe me'"),
    "leaves-early": _hook("register_commands", "raise SystemExit(3)"),
    "takes-over": _hook(
        "register_commands",
        "yield CommandSpec(name='overview', summary='mine', load=lambda: print('taken over'))",
    ),
    "hears-badly": _hook("on_commit", "raise ValueError('I did not hear')", "changes, context"),
    "knows-no-place": _hook(
        "register_gazetteers", "yield GazetteerSpec(name='none', summary='none', factory=lambda context: 1 / 0)"
    ),
}


def install_hostile(folder: Path) -> None:
    """Install all of them in a folder, which is then put on the path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in HOSTILE.items():
        module = f"hostile_{name.replace('-', '_')}"
        (folder / f"{module}.py").write_text(source, "utf-8")
        metadata = folder / f"{module}-1.2.dist-info"
        metadata.mkdir(exist_ok=True)
        (metadata / "METADATA").write_text(f"{METADATA}Name: hostile-{name}\n", "utf-8")
        (metadata / "entry_points.txt").write_text(f"[trustcrm]\n{name} = {module}\n", "utf-8")
