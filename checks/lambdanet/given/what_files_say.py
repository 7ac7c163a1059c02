"""What a file with facts says, known by what is in it: parameters, exports, stored parameters, outputs."""

from __future__ import annotations

from dataclasses import field

from lambdanet.given.accounts import is_of_account
from lambdanet.given.fact_files import BACKENDS, FactFile
from lambdanet.given.facts import Fact
from lambdanet.given.parameter_files import (
    ParameterSet,
    is_parameter_list,
    is_template_configuration,
    of_list,
    of_template_configuration,
    sets_of_samconfig,
)
from lambdanet.given.stack_answers import Stack, exports_in, stacks_in
from lambdanet.given.state_outputs import is_state, outputs_of, read_outputs
from lambdanet.given.stored_hierarchies import Hierarchy, hierarchy_in
from lambdanet.given.stored_parameters import is_of_store, stored_in
from lambdanet.given.toml_text import TomlProblem, toml
from lambdanet.given.wrong_content import Problems
from lambdanet.records import dataclass
from lambdanet.regular_files import text_of

TERRAFORM_VALUES = (".tfvars", ".tfvars.json")
TERRAFORM_BACKEND = (*BACKENDS, ".tfbackend.json")
_MOST_BYTES = 1_000_000
_EXPECTED = (
    "expected values of parameters, exports, stacks, stored parameters, outputs of a state, or what an account holds"
)
_MOST_REMEMBERED = 1_000


@dataclass(frozen=True)
class Said:
    """What one file says.

    parameters: of templates. exports, stored: by name. hierarchy: what it lists completely of the parameter store.
    outputs: of a state; None where the file is about none.
    of_terraform: it holds values of variables, which the reader of Terraform reads. of_backend: it says where a state
    is kept, which that reader reads, too. problems: what is wrong in it.
    """

    parameters: tuple[ParameterSet, ...] = ()
    exports: tuple[tuple[str, Fact], ...] = ()
    stacks: tuple[Stack, ...] = ()
    stored: tuple[tuple[str, Fact], ...] = ()
    hierarchy: Hierarchy | None = None
    outputs: dict[str, Fact] | None = None
    is_state: bool = False
    of_terraform: bool = False
    of_backend: bool = False
    problems: tuple[str, ...] = ()

    @property
    def holds_values(self) -> bool:
        """Whether it gives values to one root module or one template, and says nothing of others."""
        return self.of_terraform or self.of_backend or bool(self.parameters)


@dataclass
class _Read:
    by_file: dict[tuple[str, str], Said] = field(default_factory=dict)


_read = _Read()


def said_by(file: FactFile) -> Said:
    """What the file says, read once."""
    place = (file.path, file.digest)
    if place not in _read.by_file:
        if len(_read.by_file) >= _MOST_REMEMBERED:
            del _read.by_file[next(iter(_read.by_file))]  # the oldest: to forget all would be to read all again
        _read.by_file[place] = _said(file)
    return _read.by_file[place]


def _said(file: FactFile) -> Said:
    if file.problem:
        return Said(problems=(f"{file.shown}: {file.problem}",))
    problems = Problems()
    if file.path.endswith(TERRAFORM_VALUES):
        if file.content is not None and not isinstance(file.content, dict):
            problems.is_not("the file", file.content, "an object with the variables")
        said = Said(of_terraform=True)
    elif file.path.endswith(TERRAFORM_BACKEND):
        if file.content is not None and not isinstance(file.content, dict):
            problems.is_not("the file", file.content, "an object with the arguments of a backend")
        said = Said(of_backend=True)
    elif file.path.endswith(".toml"):
        said = Said(parameters=_of_toml(file, problems))
    else:
        said = _of_json(file, problems)
    if not problems.reported:
        return said
    read = {name: getattr(said, name) for name in said.__dataclass_fields__}
    return Said(**{**read, "problems": tuple(f"{file.shown}: {each}" for each in problems.reported)})


def _of_toml(file: FactFile, problems: Problems) -> tuple[ParameterSet, ...]:
    try:
        content = toml(text_of(file.path, _MOST_BYTES))
    except (OSError, TomlProblem) as error:
        problems.add(f"cannot be read as TOML: {error}")
        return ()
    return tuple(sets_of_samconfig(content, file.path, problems))


def _of_json(file: FactFile, problems: Problems) -> Said:
    content = file.content
    if is_parameter_list(content):
        return Said(parameters=(of_list(content, problems),))
    if is_template_configuration(content):
        return Said(parameters=(of_template_configuration(content, problems),))
    if isinstance(content, dict) and is_parameter_list(content.get("Parameters")):
        return Said(parameters=(of_list(content["Parameters"], problems, "Parameters"),))
    if is_of_store(content):
        stored = tuple(stored_in(content, file, problems))
        return Said(stored=stored, hierarchy=hierarchy_in(content, file))
    if isinstance(content, dict) and ("Exports" in content or "Stacks" in content):
        return Said(
            exports=tuple(exports_in(content, file, problems)), stacks=tuple(stacks_in(content, file, problems))
        )
    if outputs_of(content) is not None:
        return Said(outputs=read_outputs(content, file, problems), is_state=is_state(content))
    if file.named and not is_of_account(content):
        problems.add(f"says nothing that is understood, {_EXPECTED}")
    return Said()
