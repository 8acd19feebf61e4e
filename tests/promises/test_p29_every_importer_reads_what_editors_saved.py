"""P29: with a byte order mark or without, with any line ends, every importer reads the same, and no letter is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.promises.every_importer import importers
from trustcrm.plugin import UnreadableSource
from trustcrm.testing.sources import BOM, drafts_of, is_text, read, written

IMPORTERS = {
    name: (importer, texts)
    for name, importer, samples in importers()
    if (texts := [source for source in samples if is_text(source) and "broken" not in source.path.parts])
}


def _told(pieces: list[Any]) -> list[str]:
    """Return what drafts say; a line end within a text is one, however the editor writes it."""
    return [repr(draft.record).replace(r"\r\n", r"\n") for draft in drafts_of(pieces)]


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_p29_an_editor_that_saves_it_changes_nothing(
    name: str, data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    importer, samples = IMPORTERS[name]
    sample = data.draw(st.sampled_from(samples))
    text = sample.path.read_bytes().decode("utf-8-sig")
    mark = data.draw(st.sampled_from((b"", BOM)))
    end = data.draw(st.sampled_from(("\n", "\r\n")))
    saved = mark + end.join(text.replace("\r\n", "\n").split("\n")).encode()
    source = written(sample, tmp_path_factory.mktemp("saved"), saved)
    assert _told(read(importer, source)) == _told(read(importer, sample))


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_p29_another_encoding_is_read_as_it_is_or_refused(
    name: str, data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    importer, samples = IMPORTERS[name]
    sample = data.draw(st.sampled_from(samples))
    text = sample.path.read_bytes().decode("utf-8-sig")
    encoding = data.draw(st.sampled_from(("utf-16", "cp1252")))
    try:
        saved = text.encode(encoding)
    except UnicodeEncodeError:
        return
    source = written(sample, tmp_path_factory.mktemp("other"), saved)
    try:
        found = _told(read(importer, source))
    except UnreadableSource:
        return
    assert set(found) <= set(_told(read(importer, sample)))
