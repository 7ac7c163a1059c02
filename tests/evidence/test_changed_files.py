"""What a report says of files that differ from the commit that is checked out, or are not in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from lambdanet.evidence.findings.changes_beside_commit import changes_in
from lambdanet.evidence.findings.evidence_model import evidence_of
from lambdanet.evidence.findings.report_scope import scope_of
from lambdanet.evidence.formats import html_report, json_report, markdown_report, summary_report
from lambdanet.evidence.gather.analysis import analyse
from lambdanet.evidence.gather.selection import Selection
from lambdanet.git_commit_files import FilesOfCommit
from lambdanet.git_objects import GitObjects, ObjectProblem
from lambdanet.git_repository import revision_of
from reports import code

FILES = ("infrastructure/main.tf", "infrastructure/network.tf", "stacks/a.template")
NOTHING = ((), (), ())


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=someone", "-c", "user.email=someone@localhost"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode())


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    _git(folder, "init", "--quiet")
    for name in FILES:
        _write(folder, name, "locals {\n}\n" * 40)
    for number in range(30):
        _write(folder, f"other/{number}.tf", f"locals {{\n  n = {number}\n}}\n")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "first")
    return folder


def _changes(folder: Path, *files: str) -> tuple[tuple[str, ...], ...] | None:
    changes = changes_in(folder, files or FILES)
    return None if changes is None else (changes.differ, changes.not_in_commit, changes.deleted)


def test_nothing_is_changed_after_a_commit(repository: Path) -> None:
    assert _changes(repository) == NOTHING
    assert _changes(repository / "infrastructure", "main.tf", "network.tf") == NOTHING


def test_what_is_changed_is_shown(repository: Path) -> None:
    _write(repository, FILES[0], "locals {}\n")
    # Of the same size, and with the time that it had: git itself would not look at it.
    before = (repository / FILES[1]).stat()
    _write(repository, FILES[1], (repository / FILES[1]).read_text().replace("locals", "output"))
    os.utime(repository / FILES[1], ns=(before.st_atime_ns, before.st_mtime_ns))
    assert _changes(repository) == (FILES[:2], (), ())
    # What is staged is not committed.
    _git(repository, "add", "--all")
    assert _changes(repository) == (FILES[:2], (), ())
    _git(repository, "commit", "--quiet", "--message", "second")
    assert _changes(repository) == NOTHING


def test_what_is_in_no_commit_is_shown(repository: Path) -> None:
    _write(repository, "infrastructure/new.tf", "locals {}\n")
    _write(repository, "new/main.tf", "locals {}\n")
    new = ("infrastructure/new.tf", "new/main.tf")
    assert _changes(repository, *FILES, *new) == ((), new, ())
    _git(repository, "add", "--all")
    assert _changes(repository, *FILES, *new) == ((), new, ())


def test_what_was_deleted_next_to_what_is_read_is_shown(repository: Path) -> None:
    (repository / FILES[1]).unlink()
    assert _changes(repository, FILES[0], FILES[2]) == ((), (), (FILES[1],))
    assert _changes(repository / "infrastructure", "main.tf") == ((), (), ("network.tf",))


@pytest.mark.parametrize("state", ["packed", "deltas", "deltas by id", "packed twice", "worktree", "shallow"])
def test_commits_are_read_as_git_keeps_them(repository: Path, state: str) -> None:
    folder = repository
    if state != "packed":
        for number in range(5):
            _write(repository, f"other/{number}.tf", "output x {}\n")
            _git(repository, "commit", "--quiet", "--all", "--message", "a long message " * 40 + str(number))
    if state == "deltas by id":
        _git(repository, "config", "repack.useDeltaBaseOffset", "false")
    if state in ("packed", "deltas", "deltas by id"):
        _git(repository, "gc", "--quiet", "--aggressive", "--prune=now")
        assert not [*(repository / ".git" / "objects").glob("[0-9a-f][0-9a-f]")]
    elif state == "packed twice":
        _git(repository, "repack", "--quiet", "-d")
        _write(repository, "other/9.tf", "output x {}\n")
        _git(repository, "commit", "--quiet", "--all", "--message", "more")
        _git(repository, "repack", "--quiet", "-d")
    elif state == "worktree":
        _git(repository, "worktree", "add", "--quiet", "../other")
        folder = repository.parent / "other"
    elif state == "shallow":
        _git(repository.parent, "clone", "--quiet", "--depth", "1", repository.as_uri(), "clone")
        folder = repository.parent / "clone"
    others = tuple(f"other/{number}.tf" for number in range(30))
    assert _changes(folder, *FILES, *others) == NOTHING
    _write(folder, FILES[0], "locals {}\n")
    _write(folder, others[7], "locals {}\n")
    assert _changes(folder, *FILES, *others) == ((FILES[0], others[7]), (), ())


@pytest.mark.parametrize("by_offset", ["true", "false"])
def test_every_object_is_read_as_git_reads_it(repository: Path, by_offset: str) -> None:
    _git(repository, "config", "repack.useDeltaBaseOffset", by_offset)
    for number in range(8):
        _write(repository, "infrastructure/main.tf", "locals {\n}\n" * 40 + f"# {number}\n" * (number + 1))
        _git(repository, "commit", "--quiet", "--all", "--message", str(number))
    _git(repository, "gc", "--quiet", "--aggressive", "--prune=now")
    objects = GitObjects(repository / ".git" / "objects")
    kinds = set()
    deltas = _git(repository, "verify-pack", "-v", *map(str, repository.glob(".git/objects/pack/*.idx")))
    assert "chain length" in deltas
    for line in _git(repository, "rev-list", "--objects", "--all").splitlines():
        id = line.split()[0]
        kind = _git(repository, "cat-file", "-t", id)
        content = subprocess.run(["git", "cat-file", kind, id], cwd=repository, capture_output=True, check=True).stdout
        assert objects.read(id) == (kind, content)
        kinds.add(kind)
    assert kinds == {"commit", "tree", "blob"}


def test_line_ends_of_windows_are_no_change(repository: Path) -> None:
    _write(repository, FILES[0], (repository / FILES[0]).read_text().replace("\n", "\r\n"))
    assert _changes(repository) == NOTHING


def test_links_are_what_they_lead_to(repository: Path) -> None:
    (repository / "link.tf").symlink_to("infrastructure/main.tf")
    (repository / "linked").symlink_to("infrastructure")
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message", "links")
    assert _changes(repository, "link.tf", "linked/main.tf") == NOTHING


def test_where_it_is_not_known_nothing_is_shown(repository: Path, tmp_path: Path) -> None:
    assert _changes(tmp_path) is None
    _git(repository, "gc", "--quiet", "--prune=now")
    for pack in repository.glob(".git/objects/pack/*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(b"PACK" + b"\xff" * 500)
    assert _changes(repository) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"x", zlib.compress(b"commit 5\0short!"), zlib.compress(b"commit 1\0" + b"\0" * 200_000_000)],
    ids=["empty", "no zlib", "short", "large"],
)
def test_a_broken_object_ends_in_nothing_known(repository: Path, content: bytes) -> None:
    commit = _git(repository, "rev-parse", "HEAD")
    loose = repository / ".git" / "objects" / commit[:2] / commit[2:]
    loose.chmod(0o644)
    loose.write_bytes(content)
    assert _changes(repository) is None
    with pytest.raises(ObjectProblem):
        FilesOfCommit(GitObjects(repository / ".git" / "objects"), commit)


@pytest.mark.parametrize("reference", ["../../x", "refs/../../x", "refs/heads/link", "/etc/hostname", "x", "refs/a\0b"])
def test_the_head_leads_nowhere_outside_of_the_references(repository: Path, reference: str) -> None:
    commit = "a" * 40
    for file in (repository.parent / "x", repository / "x", repository / ".git" / "x"):
        file.write_text(f"{commit}\n", encoding="utf-8")
    (repository / ".git" / "refs" / "heads" / "link").symlink_to(repository.parent / "x")
    (repository / ".git" / "HEAD").write_text(f"ref: {reference}\n", encoding="utf-8")
    assert revision_of(repository) == ""


def test_only_a_commit_is_shown_of_a_reference(repository: Path) -> None:
    (repository / ".git" / "refs" / "heads" / "secret").write_text("password\n", encoding="utf-8")
    (repository / ".git" / "HEAD").write_text("ref: refs/heads/secret\n", encoding="utf-8")
    assert revision_of(repository) == ""


def test_every_report_says_so(repository: Path) -> None:
    _write(repository, "infrastructure/main.tf", code())
    _write(repository, "infrastructure/untracked.tf", "locals {}\n")
    evidence = evidence_of(analyse(Selection(repository)))
    report = json.loads(json_report.render(evidence))["scanned"]["changed"]
    assert report == {"differ": [FILES[0]], "not_in_commit": ["infrastructure/untracked.tf"], "deleted": []}
    for render in (html_report.render, markdown_report.render):
        text = render(evidence)
        assert "2 files differ from this commit" in text
        assert "infrastructure/untracked.tf" in text[text.index("differ from this commit") :]
    assert "2 files differ from the commit" in summary_report.render(evidence)
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message", "second")
    assert "All files read are as in this commit" in markdown_report.render(evidence)
    assert "All files read are as in this commit" in html_report.render(evidence)
    assert "differ from the commit" not in summary_report.render(evidence)


def test_no_process_is_started(repository: Path) -> None:
    started: list[str] = []
    sys.addaudithook(lambda event, _: started.append(event) if event in ("subprocess.Popen", "os.exec") else None)
    assert changes_in(repository, FILES) is not None
    assert started == []
    assert scope_of(evidence_of(analyse(Selection(repository, frameworks=("cloudformation",)))))


def test_a_pack_in_which_everything_stands_on_itself_ends(repository: Path) -> None:
    """An entry that is a delta upon the object that it is itself, by its id."""
    commit = _git(repository, "rev-parse", "HEAD")
    _git(repository, "gc", "--quiet", "--prune=now")
    (pack,) = repository.glob(".git/objects/pack/*.pack")
    listed = _git(repository, "verify-pack", "-v", str(pack.with_suffix(".idx")))
    offset = next(int(line.split()[4]) for line in listed.splitlines() if line.startswith(commit))
    content = pack.read_bytes()
    delta = zlib.compress(b"\0\0")
    pack.chmod(0o644)
    entry = bytes([7 << 4 | 2]) + bytes.fromhex(commit) + delta
    pack.write_bytes(content[:offset] + entry + content[offset + len(entry) :])
    assert _changes(repository) is None
