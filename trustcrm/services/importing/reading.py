"""Making the task of an import out of a file and an importer on offer, and finding out which importer suits a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trustcrm.domain.draft import Draft, Drafts, Rejected
from trustcrm.errors import Ambiguous, UnreadableSource, WrongUsage
from trustcrm.hooks.host import Host
from trustcrm.hooks.offers import Offer
from trustcrm.hooks.specs import ImporterSpec, Sniffs, Source
from trustcrm.services.importing.run import Task, fingerprint
from trustcrm.text import listed, nearest, visible

BY_SUFFIX = 0.3
"""How likely a file is of a format by its suffix alone."""
LIKELY = 0.3
"""From this likelihood on a format is considered at all."""
CLEARER = 0.05
"""Two formats less apart are equally likely, and a person must say."""
WRITES = "save-"
"""An option whose name begins so says where something is written; what stands there does not change what is read."""


def importer_for(host: Host, name: str, path: Path) -> Offer[ImporterSpec]:
    """Return the importer called `name`, or for "auto" the one the file looks made for.

    Raises `NotFound` where there is none of that name, `Ambiguous` where several are as likely, `UnreadableSource`
    where no importer knows the file, `WrongUsage` where there is no such file, or it is a folder and not read as one.
    """
    if name != "auto":
        offer = host.offer(ImporterSpec, name)
        _require(path, offer)
        return offer
    _require(path)
    likely = sorted(
        ((_likelihood(host, offer, path), place, offer) for place, offer in enumerate(host.offers(ImporterSpec))),
        key=lambda one: (-one[0], one[1]),
    )
    likely = [one for one in likely if one[0] >= LIKELY]
    shown = visible(path.name)
    if not likely:
        raise UnreadableSource(f"No importer here knows what {shown} is; `trustcrm import --help` lists them.")
    best = [host.shortest(offer) for chance, _, offer in likely if likely[0][0] - chance < CLEARER]
    if len(best) > 1:
        raise Ambiguous(f"{shown} could be of any of the formats {listed(best)}; say which in place of auto.", best)
    return likely[0][2]


def reads_again(host: Host, name: str, path: Path) -> bool:
    """Say whether an importer, by its full name, takes a file of the pieces it rejected for one of its own."""
    return _likelihood(host, host.offer(ImporterSpec, name), path) >= LIKELY


def task_of(host: Host, offer: Offer[ImporterSpec], path: Path, options: Mapping[str, str]) -> Task:
    """Return the task of importing one file by an importer with the given settings.

    Raises `WrongUsage` where there is no such file or setting, `UnreadableSource` where the file cannot be read,
    `PluginFailed` where the importer cannot be built.
    """
    _require(path, offer)
    check_options(host, offer, options)
    importer = host.build(offer)
    source = Source(path=path, options=dict(options))
    read = {name: value for name, value in options.items() if not name.startswith(WRITES)}
    companions = [file for name, value in sorted(read.items()) if value and (file := Path(value)).is_file()]
    try:
        known_by = fingerprint([*_files_of(path), *companions], read)
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}; nothing of it was taken.") from None
    return Task(
        importer=offer.address,
        plugin=offer.plugin,
        source=path.name,
        fingerprint=known_by,
        drafts=lambda: host.each(offer, importer.read(source), of=(Draft, Drafts, Rejected)),
    )


def check_options(host: Host, offer: Offer[ImporterSpec], options: Mapping[str, str]) -> None:
    """Raise `WrongUsage` for the first setting that an importer does not have."""
    known = [option.name for option in offer.spec.options]
    for name in options:
        if name not in known:
            near = nearest(name, known)
            told = f"it has {listed(known, most=30)}" if known else "it has none"
            hint = f"did you mean {near!r}?" if near else f"{told}."
            raise WrongUsage(f"The importer {host.shortest(offer)!r} has no setting {visible(name)!r}; {hint}")


def _require(path: Path, offer: Offer[ImporterSpec] | None = None) -> None:
    folder = is_folder(path)
    if (folder and offer is not None and offer.spec.folders) or (not folder and _is_file(path)):
        return
    what = "is a folder, not a file" if folder else "does not exist"
    raise WrongUsage(f"{visible(str(path))} {what}; check its path.")


def is_folder(path: Path) -> bool:
    """Return whether there is a folder of that name; what cannot be a name is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _files_of(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder and of those within it, in an order of their own."""
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())


def _likelihood(host: Host, offer: Offer[ImporterSpec], path: Path) -> float:
    likely = BY_SUFFIX if path.suffix.lower() in offer.spec.suffixes else 0.0
    with host.contained(offer, "the other importers are asked"):
        importer = host.build(offer)
        if isinstance(importer, Sniffs):
            likely = float(importer.sniff(Source(path=path).head(), path.name))
    return likely
