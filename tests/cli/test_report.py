"""`trustcrm report` and panels beside what is shown: formats, files, and plugins that fail."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.plugin_site import Install, install, site

__all__ = ["install", "site"]

PLUGIN = """
from trustcrm.plugin import *


def build(context, subject, settings):
    if settings["mood"] == "bad":
        raise RuntimeError("no ink left")
    if settings["mood"] == "odd":
        return subject.name
    told = words("Tie of ", strong(subject.name), settings["end"], cites=[Citation("city", 1, "a list")])
    return Document(title=f"About {subject.name}", day=subject.day, blocks=(Paragraph(told),))


def beside(context, subject):
    if subject.name.startswith("Bad"):
        raise RuntimeError("the lamp is out")
    if subject.name.startswith("Quiet"):
        return None
    table = Table((Column("what"), Column("how many", "number")), (Row(("letters", 1234), (Citation("city", 1),)),))
    return Document(title="Beside it", day=subject.day, blocks=(table, Paragraph(words(subject.name))))


SUBJECTS = {"about": ("city", "organisation"), "all": ("office",), "either": ("city", "person"), "while": ("window",)}


class Half:
    def write(self, document, file):
        file.write(b"the first half")
        raise RuntimeError("torn")


@hookimpl
def register_reports():
    mood = Option(name="mood", summary="how it goes", default="good")
    end = Option(name="end", summary="the end", default=".")
    for name, subjects in SUBJECTS.items():
        yield ReportSpec(name=name, summary=name, build=build, parameters=(mood, end), subjects=subjects)


@hookimpl
def register_exporters():
    kind = {"suffix": ".half", "media_type": "text/plain"}
    yield ExporterSpec(name="half", summary="Tears", factory=lambda context: Half(), **kind)


@hookimpl
def register_panels():
    yield PanelSpec(name="side", summary="Beside a city", subjects=("city",), build=beside)
"""


@pytest.fixture
def office(run: Run, install: Install, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line with one plugin of reports, and two cities."""
    install("papers", PLUGIN)
    monkeypatch.setenv("TRUSTCRM_PLUGINS", "papers")
    for name in ("Milan", "Bad Ischl"):
        assert run("city", "add", name, "--country", "IT", "--bare").exit_code == 0
    assert run("person", "add", "Milan", "--side", "Milan").exit_code == 0
    return run


def test_a_report_is_told_as_text(office: Run) -> None:
    done = office("report", "about", "Milan", "--set", "end=!")
    assert done.stdout == "About Milan\nAs of 2020-06-30\n\nTie of Milan! [1]\n\nSources\n[1] city 1: a list\n"
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_report_is_told_in_other_formats(office: Run) -> None:
    assert office("report", "about", "Milan", "--format", "md").stdout.startswith("# About Milan\n")
    told = json.loads(office("report", "about", "Milan", "--json", "--as-of", "2020-01-31").stdout)
    assert (told["title"], told["day"]) == ("About Milan", "2020-01-31")


def test_a_file_is_written_whole_and_private(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "papers" / "milan.md"
    done = office("report", "about", "Milan", "--out", str(path))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"Wrote {path}.\n")
    assert path.read_text("utf-8").startswith("# About Milan")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert office("report", "about", "Milan", "--set", "end=?", "--out", str(path)).exit_code == 0
    assert "?" in path.read_text("utf-8")
    assert [file.name for file in path.parent.iterdir()] == ["milan.md"]


def test_several_formats_go_into_a_folder(office: Run, tmp_path: Path) -> None:
    done = office("report", "about", "Milan", "--format", "md,json,csv", "--out", str(tmp_path / "papers"))
    assert done.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert names == [f"about-milan-2020-06-30.{suffix}" for suffix in ("csv", "json", "md")]
    assert office("report", "all", "--format", "md,json", "--out", str(tmp_path / "all")).exit_code == 0
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["all-2020-06-30.json", "all-2020-06-30.md"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing"], 3, "There is no report 'nothing'"),
        (["about"], 2, "is about one city or organisation; say which"),
        (["about", "Atlantis"], 3, "No city or organisation here is called 'Atlantis'"),
        (["all", "Milan"], 2, "is about the whole office; leave 'Milan' out"),
        (["either", "Milan"], 1, "'Milan' could be city 2 and person 1; say which, as in 'city 2'"),
        (["about", "Milan", "--set", "mod=bad"], 2, "has no setting 'mod'; did you mean 'mood'?"),
        (["about", "Milan", "--set", "mood"], 2, "--set takes NAME=VALUE"),
        (["about", "Milan", "--format", "pdf"], 3, "There is no exporter 'pdf'"),
        (["about", "Milan", "--format", "md,json"], 2, "name a folder for them with --out"),
        (["about", "Milan", "--format", "md", "--json"], 2, "--json is --format json"),
        (["about", "Milan", "--out", "x.xyz"], 2, "No format here ends in '.xyz'"),
        (["about", "Milan", "--format", "text,text", "--out", "x"], 2, "would be one file"),
    ],
)
def test_what_cannot_be_is_told_plainly(office: Run, words: list[str], code: int, said: str) -> None:
    done = office("report", *words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


def test_a_noun_before_a_name_tells_which_is_meant(office: Run) -> None:
    assert office("report", "either", "person Milan").stdout.startswith("About Milan\n")
    assert office("report", "either", "2").stdout.startswith("About Milan\n")


def test_what_is_named_by_its_title_alone_is_found_too(office: Run) -> None:
    assert office("window", "add", "--name", "Harbour fire", "--starts-on", "2020-06-01").exit_code == 0
    assert office("report", "while", "Harbour fire").stdout.startswith("About Harbour fire\n")


def test_a_report_that_fails_is_named_and_nothing_is_written(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "milan.md"
    path.write_text("as it was", "utf-8")
    for mood, why in (("bad", "RuntimeError: no ink left"), ("odd", "it built str, which is no Document")):
        done = office("report", "about", "Milan", "--set", f"mood={mood}", "--out", str(path))
        assert (done.exit_code, done.stdout) == (4, "")
        assert "The report 'about' of plugin trustcrm-papers 1.2 failed" in done.stderr
        assert why in done.stderr
        assert "nothing was written" in done.stderr
    assert path.read_text("utf-8") == "as it was"


def test_an_exporter_that_fails_half_way_leaves_the_file_as_it_was(office: Run, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    kept = folder / "about-milan-2020-06-30.half"
    kept.write_text("as it was", "utf-8")
    done = office("report", "about", "Milan", "--format", "md,half", "--out", str(folder))
    assert done.exit_code == 4
    assert "The exporter 'half' of plugin trustcrm-papers 1.2 failed: RuntimeError: torn" in done.stderr
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {kept.name: "as it was"}
    assert office("report", "about", "Milan", "--format", "half").stdout == ""


def test_a_file_that_cannot_be_written_is_told(office: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = office("report", "about", "Milan", "--out", str(tmp_path / "file" / "milan.md"))
    assert (done.exit_code, "choose another place with --out" in done.stderr) == (1, True)


def test_reports_and_formats_are_listed(office: Run) -> None:
    done = office("report")
    assert "about" in done.stdout
    assert "--set mood=…  (about) how it goes, else good" in done.stdout
    told = json.loads(office("report", "--list", "--json").stdout)
    assert [one["name"] for one in told["reports"]] == ["about", "all", "either", "while"]
    assert {one["name"]: one["suffix"] for one in told["formats"]}["half"] == ".half"
    assert told["reports"][0]["parameters"][0] == {"name": "mood", "summary": "how it goes", "default": "good"}


def test_a_panel_stands_at_the_end_of_what_is_shown(office: Run) -> None:
    for words in (("show", "Milan"), ("city", "show", "Milan")):
        done = office(*words)
        assert done.stdout.endswith("\nBeside it\n\nwhat     how many  source\nletters     1,234  city 1\n\nMilan\n"), (
            done.stdout
        )
        (told,) = json.loads(office(*words, "--json").stdout)["panels"]
        assert (told["panel"], told["document"]["title"], told["failure"]) == ("papers:side", "Beside it", None)


def test_a_panel_that_fails_says_one_line_and_the_rest_stands(office: Run) -> None:
    done = office("show", "Bad Ischl")
    assert done.exit_code == 0
    assert done.stdout.startswith("Bad Ischl (IT)")
    assert done.stderr.count("\n") == 1
    assert "plugin trustcrm-papers 1.2 failed in panel 'side': RuntimeError: the lamp is out" in done.stderr
    assert "the rest is shown without it" in done.stderr
    (told,) = json.loads(office("show", "Bad Ischl", "--json").stdout)["panels"]
    assert (told["document"], told["failure"]) == (None, "RuntimeError: the lamp is out")


def test_a_panel_with_nothing_to_tell_is_not_there(office: Run) -> None:
    assert office("city", "add", "Quiet", "--bare").exit_code == 0
    assert json.loads(office("show", "Quiet", "--json").stdout)["panels"] == []
    assert json.loads(office("person", "show", "Milan", "--json").stdout)["panels"] == []
