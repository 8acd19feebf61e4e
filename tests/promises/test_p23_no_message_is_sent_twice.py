"""P23: no message is sent twice, across crashes: what a person has taken from where it was released never comes again.

Nothing here sends. A message leaves as a file, which a person takes and sends; so the promise is that whatever was
taken is not written once more, whenever the program was killed.
"""

from __future__ import annotations

import json
import random
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.promises.offices_at_work import WARM, home
from tests.promises.real_processes import runner_of
from tests.promises.test_p01_after_saved_kill_9_loses_nothing import Pace, kill_at_some_moment

MESSAGES = 8
SETTINGS = '[plugins.calendar]\naddress = "protocol@city.example"\n'


@pytest.fixture
def invited(run: Run, tmp_path: Path) -> None:
    """A convening whose guests' invitations wait in the outbox."""
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(SETTINGS, "utf-8")
    told: list[tuple[str, ...]] = [("city", "add", "Nagoya, JP", "--bare")]
    told.append(("engagement", "add", "--title", "Convening", "--starts-on", "2020-07-04", "--side", "Nagoya"))
    for number in range(MESSAGES):
        person = ("person", "add", f"Guest {number}", "--side", "Nagoya", "--email", f"g{number}@nagoya.example")
        told += [person, ("seat", "add", "--engagement", "1", "--person", f"Guest {number}")]
    for words in told:
        done = run(*words)
        assert done.exit_code == 0, done.output
    made = json.loads(run("calendar", "invite", "1", "--json").stdout)
    assert [one["message"] for one in made] == list(range(1, MESSAGES + 1))


@pytest.mark.plugin_tables
def test_p23_what_was_taken_never_comes_again(
    run: Run, invited: None, office_path: Path, tmp_path: Path
) -> None:  # fmt: skip
    folder, sent = tmp_path / "out", tmp_path / "sent"
    folder.mkdir()
    sent.mkdir()
    spare = tmp_path / "spare.db"
    shutil.copy(office_path, spare)
    chance, log = random.Random(23), office_path.with_name(office_path.name + "-wal")
    with runner_of(home(office_path, tmp_path), [("--db", str(spare), *told) for told in WARM]) as runner:
        release = ("calendar", "outbox", "release")
        pace = Pace.of(runner.start(*release, "1", "--to", str(folder)), log)
        take(folder, sent)
        for number in range(2, MESSAGES + 1):
            kill_at_some_moment(runner.start(*release, str(number), "--to", str(folder)), pace, log, chance)
            take(folder, sent)
            again = runner.run(*release, str(number), "--to", str(folder))
            take(folder, sent)
            if again.code:
                assert re.search("was being released|is released", again.stderr)
                if not list(sent.glob(f"{number:06}*")):
                    assert runner.run(*release, str(number), "--to", str(folder), "--again").code == 0
                    take(folder, sent)
        assert sorted(file.name for file in sent.iterdir()) == [f"{n:06}-request.eml" for n in range(1, MESSAGES + 1)]
        assert runner.run(*release, *map(str, range(1, MESSAGES + 1)), "--to", str(folder)).code != 0
        assert list(folder.iterdir()) == []


def take(folder: Path, sent: Path) -> None:
    """Take what lies there, as a person does who sends it; nothing is ever taken a second time."""
    for file in folder.glob("*.eml"):
        assert not (sent / file.name).exists(), f"{file.name} came a second time"
        assert file.read_bytes().endswith(b"--\r\n")
        file.rename(sent / file.name)
