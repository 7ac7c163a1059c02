"""The parts of a repository that are analysed by themselves: nothing in one can say anything about another.

That is a root module with the local modules that it calls, a plan, or templates that refer to each other. So equal
names of different configurations never meet, the cost grows with the number of parts and not with its square, and
parts can be read side by side. What names the same id or ARN of AWS's is about the same resource and is one part.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lambdanet.evidence.gather.connected_groups import united
from lambdanet.evidence.gather.out_of_sight import links_to_code
from lambdanet.evidence.gather.paths_scanned import scanned_names
from lambdanet.evidence.gather.selection import Selection
from lambdanet.given.in_force import are_given
from lambdanet.readers.guessed_encodings import text_as_checkov_reads
from lambdanet.readers.surroundings.ties_between_files import (
    OF_MODULES,
    local_modules,
    may_be_plan,
    may_be_template,
    named_by_stacks,
    named_identities,
    shared_by_templates,
    unescaped,
)
from lambdanet.readers.surroundings.ties_by_states import States, kept_by, shared_by_states, states_in
from lambdanet.records import dataclass

_TEMPLATE_ENDINGS = (".yml", ".yaml", ".json", ".template")
_ENDINGS_BY_FRAMEWORK = {"terraform_plan": (".json",), "cloudformation": _TEMPLATE_ENDINGS}
_TEMPLATES_AT_ONCE = 25


@dataclass(frozen=True)
class Part:
    """One run of one of Checkov's runners.

    files: templates, or a plan. roots: the folders of root modules. modules: those of the local modules that they
    seem to call. size: in bytes, for the order of the work. unread: what is named and not looked into.
    """

    framework: str
    files: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    size: int = 0
    unread: tuple[str, ...] = ()


def parts_of(selection: Selection) -> list[Part]:
    """The parts of what is selected, the largest first."""
    if selection.file is not None:
        found = list(_of_file(selection.file, selection.frameworks))
    else:
        links: list[str] = []
        files = list(_walked(selection, links))
        found = [*_configurations(files, selection), *_plans(files, selection), *_templates(files, selection)]
        found += _unread(files, links, selection)
    return sorted(found, key=lambda part: (-part.size, part.roots, part.files))


def pieces_of(part: Part) -> Iterator[Part]:
    """Each root module or template of a part by itself, where it has several: one may have kept the others from it."""
    if len(part.roots) > 1:
        for root in part.roots:
            yield replace(part, roots=(root,))
    elif len(part.files) > 1:
        for file in part.files:
            yield replace(part, files=(file,))


def _of_file(file: Path, frameworks: tuple[str, ...]) -> Iterator[Part]:
    content = _read(file)
    kinds = {
        "terraform": file.suffix == ".tf",
        "terraform_plan": file.suffix == ".json" and may_be_plan(content),
        "cloudformation": file.suffix in _TEMPLATE_ENDINGS and may_be_template(content),
    }
    for kind, fits in kinds.items():
        if fits and kind in frameworks:
            yield Part(kind, files=(str(file),))


def _walked(selection: Selection, links: list[str]) -> Iterator[Path]:
    """The files of the folder that Checkov would scan. links: takes the links to folders, which it does not follow."""
    for folder, names, files in os.walk(selection.root):
        names[:] = sorted(scanned_names(folder, names, selection))
        links += [path for name in names if os.path.islink(path := os.path.join(folder, name))]
        yield from (Path(folder, file) for file in sorted(scanned_names(folder, files, selection)))


def _configurations(files: list[Path], selection: Selection) -> Iterator[Part]:
    if "terraform" not in selection.frameworks:
        return
    sizes: dict[str, int] = {}
    calls: dict[str, set[str]] = {}
    names: dict[str, set[bytes]] = {}
    states: dict[str, list[States]] = {}
    for file in files:
        if file.name.endswith(OF_MODULES):
            content = _read(file)
            folder = str(file.parent)
            sizes[folder] = sizes.get(folder, 0) + len(content)
            calls.setdefault(folder, set()).update(local_modules(folder, content))
            names.setdefault(folder, set()).update(named_identities(content))
            states.setdefault(folder, []).append(states_in(content))
    within = {folder: _called_from(folder, calls) for folder in _roots(calls)}
    named = {folder: set().union(*(names[each] for each in inside)) for folder, inside in within.items()}
    read = {folder: [each for other in inside for each in states[other]] for folder, inside in within.items()}
    own = {folder: [*states[folder], *_given_states(folder)] for folder in within}
    for folder, shared in shared_by_states(read, own).items():
        named[folder] |= shared
    for roots in united(named):
        inside = set().union(*(within[folder] for folder in roots))
        modules = tuple(sorted(inside - set(roots)))
        yield Part("terraform", (), tuple(roots), modules, sum(sizes[each] for each in inside))


def _given_states(root: str) -> Iterator[States]:
    """What the files in the settings say of where a root module keeps its state."""
    if are_given():
        from lambdanet.readers.terraform.configuration.given_backends import files_in_any_environment

        yield from (kept_by(_read(Path(file.path))) for file in files_in_any_environment(root))


def _roots(calls: dict[str, set[str]]) -> list[str]:
    """The folders that nobody calls. Of modules that call each other in a circle one is the first."""
    called = {other for folder, others in calls.items() for other in others if other != folder}
    roots = [folder for folder in calls if folder not in called]
    covered = set().union(*(_called_from(folder, calls) for folder in roots))
    for folder in calls:
        if folder not in covered:
            roots.append(folder)
            covered |= _called_from(folder, calls)
    return roots


def _called_from(folder: str, calls: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [folder]
    while waiting:
        each = waiting.pop()
        if each in calls and each not in found:
            found.add(each)
            waiting.extend(calls[each])
    return found


def _plans(files: list[Path], selection: Selection) -> Iterator[Part]:
    if "terraform_plan" in selection.frameworks:
        for file in files:
            if file.suffix == ".json":
                content = _read(file)
                if may_be_plan(content):
                    yield Part("terraform_plan", files=(str(file),), size=len(content))


def _templates(files: list[Path], selection: Selection) -> Iterator[Part]:
    if "cloudformation" not in selection.frameworks:
        return
    sizes: dict[str, int] = {}
    names: dict[str, set[bytes]] = {}
    by_name: dict[str, list[str]] = {}
    for file in files:
        content = _read(file) if file.suffix in _TEMPLATE_ENDINGS else b""
        if may_be_template(content):
            sizes[str(file)] = len(content)
            names[str(file)] = {*named_identities(content), *shared_by_templates(str(file), content)}
            for named in named_by_stacks(content):
                by_name.setdefault(named, []).append(str(file))
    for template, ties in names.items():
        ties.update(os.fsencode(user) for user in by_name.get(os.path.basename(template), ()))
    apart: list[str] = []
    for group in united(names):
        if len(group) > 1:
            yield Part("cloudformation", files=tuple(group), size=sum(sizes[file] for file in group))
        else:
            apart += group
    for at in range(0, len(apart), _TEMPLATES_AT_ONCE):
        group = apart[at : at + _TEMPLATES_AT_ONCE]
        yield Part("cloudformation", files=tuple(group), size=sum(sizes[file] for file in group))


def _unread(files: list[Path], links: list[str], selection: Selection) -> Iterator[Part]:
    """What may hold code and is not looked into, each by itself: one may be read as a module that is called."""
    walked = {str(above) for file in files for above in file.parents if above.is_relative_to(selection.root)}
    framework = next((each for each in selection.frameworks if each != "terraform_plan"), "terraform_plan")
    for link in links_to_code(links, walked, selection):
        yield Part(framework, unread=(link,))
    for file in files:
        of = [each for each in selection.frameworks if file.name.endswith(_ENDINGS_BY_FRAMEWORK.get(each, ()))]
        if of and not _is_readable(str(file)):
            yield Part(of[0], unread=(str(file),))


def _is_readable(file: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(file).st_mode) and os.access(file, os.R_OK)
    except OSError:
        return False


def _read(file: Path) -> bytes:
    """The file's content in UTF-8, without escapes; nothing where it cannot be read."""
    try:
        return unescaped(text_as_checkov_reads(str(file)).encode("utf-8", "replace"))
    except OSError:
        return b""
