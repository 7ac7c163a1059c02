"""Nothing is forgotten: rules, policies, fixtures, pages and statements fit together, and loading is harmless."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from expectations import expectations
from lambdanet.kit.rules import RULES, STATEMENTS
from repository import CHECKS, POLICIES, REPOSITORY, RULE_DOCS, RULE_FIXTURES, fixture_rules, policies, rule_files
from scanning import FAIL, PASS, UNDECIDED, scan

LANGUAGES = ("terraform", "cloudformation")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The ids of every rule and policy, after the checks were loaded by every runner."""
    folder = tmp_path_factory.mktemp("empty")
    for framework in (*LANGUAGES, "terraform_plan"):
        scan(folder, framework)
    return {id for id in RULES if id.startswith("LAMBDANET_")} | set(policies())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", fixture_rules())
def test_every_rule_passes_fails_and_leaves_undecided(rule: str, language: str) -> None:
    seen = {expected.verdict for expected in expectations(rule, language)}
    assert {PASS, FAIL, UNDECIDED} <= seen


def test_rules_have_fixtures_and_the_other_way_round(loaded: set[str]) -> None:
    assert sorted(loaded) == fixture_rules()


def test_rules_have_pages_and_the_other_way_round(loaded: set[str]) -> None:
    assert sorted(loaded) == sorted(page.stem for page in RULE_DOCS.glob("LAMBDANET_*.md"))


def test_an_id_is_a_rule_or_a_policy(loaded: set[str]) -> None:
    assert set(RULES) & set(policies()) == set()


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_statement_has_a_rule_in_both_languages(statement: str, loaded: set[str]) -> None:
    rules = {id for id, rule in RULES.items() if statement in rule.statements}
    rules |= {id for id, (_, metadata) in policies().items() if statement in metadata["statements"]}
    assert any(all((RULE_FIXTURES / id / language).is_dir() for language in LANGUAGES) for id in rules)


def test_policies_name_known_statements() -> None:
    for id, (_, metadata) in policies().items():
        assert metadata["statements"], id
        assert set(metadata["statements"]) <= set(STATEMENTS), id


def test_policies_are_mapped_with_a_source() -> None:
    for id, (_, metadata) in policies().items():
        for control in metadata.get("mapped_to", ()):
            assert set(control) == {"framework", "control", "source"}, id
            assert control["source"].startswith("https://"), id


def test_file_names_begin_with_the_id(loaded: set[str]) -> None:
    executed = [*rule_files(), *POLICIES.rglob("*.yaml")]
    for file in executed:
        assert re.fullmatch(r"lambdanet_[a-z0-9_]+", file.stem), file
    ids = [file.stem[:13].upper() for file in executed if re.match(r"lambdanet_\d{3}_", file.stem)]
    assert sorted(ids) == sorted(loaded)
    for id, (file, _) in policies().items():
        assert file.stem.startswith(f"{id.lower()}_")


def test_loading_twice_registers_once(tmp_path: Path) -> None:
    from checkov.common.checks_infra.registry import get_graph_checks_registry

    for _ in range(2):
        for framework in LANGUAGES:
            scan(tmp_path, framework)
    for framework in LANGUAGES:
        counted = Counter(check.id for check in get_graph_checks_registry(framework).checks)
        assert [id for id, times in counted.items() if times > 1] == []


def test_rule_files_hide_no_module() -> None:
    """Checkov executes a rule file as a module under its bare stem and puts its folder before the standard library."""
    executed = [file.stem for file in rule_files()]
    assert [stem for stem, times in Counter(executed).items() if times > 1] == []
    # Folders of the walked tree, the engine's too, are put on the path: none of their files may hide another module.
    assert _importable([file.stem for file in CHECKS.rglob("*.py")]) == []


def test_helpers_of_the_tests_hide_no_module() -> None:
    """``--external-checks-git`` walks the whole repository."""
    outside = [file for file in REPOSITORY.rglob("*.py") if not _ignored(file) and CHECKS not in file.parents]
    assert [file for file in outside if (file.parent / "__init__.py").exists() and "tests" in file.parts] == []
    assert _importable([file.stem for file in (REPOSITORY / "tests").rglob("*.py")]) == []


def _ignored(file: Path) -> bool:
    parts = file.relative_to(REPOSITORY).parts
    return any(part.startswith(".") or part in ("build", "dist", "external_checks") for part in parts)


def _importable(names: list[str]) -> list[str]:
    """Those of the names that Python finds without the pack: in its library or among Checkov's dependencies."""
    program = (
        "import importlib.util, sys\n"
        "for name in sys.argv[1:]:\n"
        "    if importlib.util.find_spec(name) is not None: print(name)\n"
    )
    wanted = sorted({name for name in names if name not in ("__init__", "__main__", "conftest")})
    done = subprocess.run([sys.executable, "-I", "-c", program, *wanted], capture_output=True, text=True, check=True)
    return done.stdout.split()
