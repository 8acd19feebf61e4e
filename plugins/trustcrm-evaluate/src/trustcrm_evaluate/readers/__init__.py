"""Public data as acts: which of the published forms a file or a folder has, and whether it is the published one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

from trustcrm.plugin import UnreadableSource
from trustcrm_evaluate.dataset import Dataset, by_days
from trustcrm_evaluate.readers.known import seen
from trustcrm_evaluate.readers.lines import LeftOut, lines
from trustcrm_evaluate.readers.quadruples import ENTITIES, IDS, RELATIONS, WORDS, from_ids, from_words
from trustcrm_evaluate.readers.ratings import HEADER, LINE, from_ratings

_LOOKED_AT = 20
_PARTS = ("train.txt", "valid.txt", "test.txt")


def read_data(path: Path, start: date | None = None) -> Dataset:
    """Return the public data at a path, a folder or a file; `start` is the day of time 0 where time is counted.

    Raises `UnreadableSource` where it has none of the forms, `WrongUsage` where `start` is wanted and unknown,
    `Refused` where there is too little of it.
    """
    files = _files_in(path) if path.is_dir() else [path]
    form = _form(files)
    if form is None:
        raise UnreadableSource(
            f"{path} is in no form that is read here: quadruples of ids with their two lists, quadruples of words, or "
            "ratings as giver, receiver, rating and time; name another folder or file."
        )
    lists = [files[0].with_name(name) for name in (ENTITIES, RELATIONS)] if form is IDS else []
    found = seen([*files, *(one for one in lists if one.is_file())])
    known, left_out = found.known, LeftOut()
    name = known.name if known else (path.name if path.is_dir() else path.stem)
    if form is LINE:
        dataset = from_ratings(files[0], name, left_out)
    elif form is IDS:
        dataset = by_days(name, *from_ids(files, start or (known.start if known else None), left_out))
    else:
        dataset = by_days(name, *from_words(files, left_out))
    return replace(dataset, remarks=(*found.remarks(), *left_out.remarks()))


def _files_in(folder: Path) -> Sequence[Path]:
    """Return the files of a folder that hold events or ratings: the parts of a set, or whatever is in the one form."""
    parts = [folder / name for name in _PARTS]
    if parts[0].is_file():
        return [part for part in parts if part.is_file()]
    others = sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".csv") and path.is_file())
    for form in (WORDS, LINE):
        found = [path for path in others if _form([path]) is form]
        if len(found) == 1 or (found and form is WORDS):
            return found
        if found:
            raise UnreadableSource(f"{folder} holds several files of ratings; name one of them.")
    return []


def _form(files: Sequence[Path]) -> re.Pattern[str] | None:
    """Return the form that most of the first lines have, None where they have none."""
    first = [line for _, line in islice(lines(files[0]), _LOOKED_AT)] if files else []
    told = first[1:] if first and HEADER.fullmatch(first[0]) else first
    counts = {form: sum(bool(form.fullmatch(line)) for line in told) for form in (IDS, WORDS, LINE)}
    best = max(counts, key=lambda form: counts[form])
    return best if told and counts[best] * 2 > len(told) else None
