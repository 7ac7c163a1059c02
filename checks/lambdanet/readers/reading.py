"""From Checkov's graph to the network, once for each graph."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from lambdanet.frameworks import Framework
from lambdanet.given.account import Item
from lambdanet.given.fact_files import look_again
from lambdanet.given.in_force import are_given, read_for, wanted_environment
from lambdanet.given.notes import Notes, notes
from lambdanet.given.notes import begin as begin_notes
from lambdanet.model import Network
from lambdanet.readers import imported_ids
from lambdanet.readers.account import hosts
from lambdanet.readers.blocks import Block
from lambdanet.readers.linking.assembly import UsersOf, assemble
from lambdanet.readers.questions import Question
from lambdanet.readers.resources.collection import Collection, Withdrawn, reader_of, reported
from lambdanet.readers.resources.mentions import note_words
from lambdanet.readers.resources.names_of_records import note_records
from lambdanet.readers.resources.names_of_secrets import note_stored
from lambdanet.readers.resources.resource_readers import READERS
from lambdanet.readers.surroundings.left_out import LeftOut
from lambdanet.readers.surroundings.recipients import Recipients, UnreadCall
from lambdanet.readers.terraform.functions.files_read import read_below
from lambdanet.readers.under_way import later
from lambdanet.readers.withheld import Withheld, begin, current
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.readers.terraform.configuration.configuration import Configuration
    from lambdanet.readers.terraform.files.modules_of_folders import Blocks, Modules

TERRAFORM: Framework = "terraform"
TERRAFORM_PLAN: Framework = "terraform_plan"
CLOUDFORMATION: Framework = "cloudformation"
_MOST_BLOCKS_OF_CASES = 10_000
_JSON_OF_CONFIGURATIONS = (".tfvars.json", ".tf.json")


@dataclass(frozen=True)
class Reading:
    """A network with the vertices of Checkov's graph on which findings are reported, by identity.

    blocks: what was read, for policies that name attributes by their names.
    looped: what ``Fn::ForEach`` makes, of which Checkov has no vertex: the resources written out, by file and address.
    questions: what the code does not decide, with what is read for each answer; worked out when it is asked for.
    only_of: the files that were asked for, when it is not all that is read; nothing is reported on others.
    open_because: a clause that says why what is read decides nothing, or nothing.
    further_files: those that were read and that are not in Checkov's graph.
    unread_files: those of the modules that could not be read.
    unread_calls: the calls of modules, nested stacks and applications that are not in the scan.
    withheld: the texts that are shown to nobody.
    around: what is in an account and was read besides the code, by identity.
    environments_of: the environments for which each root module and template is deployed, as files with facts say.
    environments: what is read for each of them; what has any is to be judged in these and nowhere else.
    left_out: what is not made by the defaults alone, and may be by other values; worked out when it is asked for.
    notes: what was found about the files with facts.
    """

    framework: Framework
    network: Network
    vertices: Mapping[str, dict[str, Any]]
    blocks: tuple[Block, ...] = ()
    questions: Callable[[], tuple[Question[Reading], ...]] = tuple
    looped: Mapping[tuple[str, str], Any] | None = None
    only_of: tuple[str, ...] = ()
    open_because: str = ""
    unread_calls: tuple[UnreadCall, ...] = ()
    further_files: tuple[str, ...] = ()
    unread_files: tuple[str, ...] = ()
    withheld: Withheld = field(default_factory=current)
    around: Mapping[str, Item] = field(default_factory=dict)
    environments_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environments: Mapping[str, Reading] = field(default_factory=dict)
    notes: Notes = field(default_factory=notes)
    left_out: Callable[[], tuple[LeftOut, ...]] = tuple


_latest: tuple[Any, Reading] | None = None


def reading_of(
    graph: Any,
    files: tuple[str, ...] = (),
    beside: tuple[str, ...] = (),
    folders: tuple[str, ...] = (),
    scanned: tuple[str, ...] = (),
) -> Reading:
    """The reading of a graph, made when first asked for. Not for several threads at once.

    files: those that were scanned, when they are single ones and not a folder.
    beside: templates that are not in the graph; what ``Fn::ForEach`` makes in them is read.
    folders: of Terraform modules that are not in the graph, as Checkov does not read their files.
    scanned: the folders in which files may be read that expressions name; anywhere in a module where none is given.
    """
    global _latest
    if _latest is None or _latest[0] is not graph:
        read_below(scanned)
        _latest = (graph, read(graph, files, beside, folders))
    return _latest[1]


def is_read(graph: Any) -> bool:
    """Whether the graph is the one that was read last."""
    return _latest is not None and _latest[0] is graph


def read(
    graph: Any, files: tuple[str, ...] = (), beside: tuple[str, ...] = (), folders: tuple[str, ...] = ()
) -> Reading:
    """Read a graph in whichever language it is; the others as for ``reading_of``."""
    _begin()
    framework = CLOUDFORMATION if beside else framework_of(graph)
    if framework == CLOUDFORMATION:
        return _in_environments(lambda: _read_cloudformation(graph, files, beside))
    if framework == TERRAFORM_PLAN:
        # A plan is of one environment and does not say which: whoever asks for one says it.
        with read_for(wanted_environment()):
            return _read_plan(graph)
    if files:
        return _in_environments(lambda: _read_files(graph, files))
    return _in_environments(lambda: _read_terraform((vertex for _, vertex in graph.nodes()), folders))


def _begin() -> None:
    begin()
    begin_notes()
    hosts.know({})
    imported_ids.know_none()
    if are_given():
        look_again()


def _in_environments(read_once: Callable[[], Reading]) -> Reading:
    """What is read, and what is read for each environment that files with facts name.

    All of it shares what is withheld and the notes: they are about one scan.
    """
    reading = read_once()
    names = dict.fromkeys(name for each in reading.environments_of.values() for name in each)
    if not names:
        return reading
    read_for_each: dict[str, Reading] = {}
    for name in names:
        with read_for(name):
            read_for_each[name] = read_once()
    # What only some environments have is reported too.
    vertices = {id: vertex for each in read_for_each.values() for id, vertex in each.vertices.items()}
    return dataclasses.replace(reading, environments=read_for_each, vertices={**vertices, **reading.vertices})


def framework_of(graph: Any) -> Framework:
    """Which of Checkov's frameworks made the graph: the plan runner's vertices are in JSON files."""
    for _, vertex in graph.nodes():
        source = getattr(vertex.get("source_"), "value", vertex.get("source_"))
        if source == "CloudFormation":
            return CLOUDFORMATION
        file = str(vertex.get("file_path_", ""))
        # Values and configuration may be written as JSON too, and come in any order.
        if not file.endswith(_JSON_OF_CONFIGURATIONS):
            return TERRAFORM_PLAN if file.endswith(".json") else TERRAFORM
    return TERRAFORM


def read_blocks_of_modules(
    modules: Modules, blocks: Blocks, folders: tuple[str, ...], scanned: tuple[str, ...]
) -> Reading:
    """Read Terraform's blocks without a graph of Checkov's; instances have the addresses that Terraform gives them.

    folders: of root modules without a file that Checkov would read. scanned: as for ``reading_of``.
    """
    _begin()
    read_below(scanned)
    from lambdanet.readers.terraform.configuration.configuration import Configuration

    def made(**assumed: Any) -> Configuration:
        return Configuration(blocks.vertices, modules.source, instances_are_ours=True, folders=folders, **assumed)

    def read_once() -> Reading:
        return _read_configuration(made)

    return _in_environments(read_once)


def _read_terraform(vertices: Iterable[dict[str, Any]], folders: tuple[str, ...] = ()) -> Reading:
    from lambdanet.readers.terraform.configuration.configuration import Configuration

    listed = list(vertices)

    def made(**assumed: Any) -> Configuration:
        return Configuration(listed, folders=folders, **assumed)

    return _read_configuration(made)


def _read_configuration(made: Callable[..., Configuration]) -> Reading:
    from lambdanet.readers.terraform.configuration.blocks_of_configuration import read_blocks
    from lambdanet.readers.terraform.configuration.left_out_by_defaults import left_out_of
    from lambdanet.readers.terraform.configuration.terraform_recipients import Recipients as RecipientsInTerraform
    from lambdanet.readers.terraform.configuration.terraform_uses import Uses
    from lambdanet.readers.terraform.lookups.zones_assumed import questions_of_zones
    from lambdanet.readers.terraform.secret_values import withhold_secrets_of

    def read_network(configuration: Configuration) -> Reading:
        imported_ids.know(configuration.identities_of_imports())
        blocks = read_blocks(configuration, READERS)
        return _reading(TERRAFORM, blocks, Uses(configuration).of, RecipientsInTerraform(configuration))

    configuration = made()
    withhold_secrets_of(configuration, current())
    reading = read_network(configuration)

    def questions() -> tuple[Question[Reading], ...]:
        most = _MOST_BLOCKS_OF_CASES // max(len(reading.blocks), 1)
        return questions_of_zones(configuration.zones_asked_for(), lambda zones: read_network(made(zones=zones)), most)

    environments = _wanted(configuration.environments()) if are_given() else {}
    further_files = tuple(sorted(configuration.further.read))
    left_out = later(lambda: left_out_of(configuration, functools.partial(made, without_defaults=True)))
    return dataclasses.replace(
        reading,
        further_files=further_files,
        unread_files=tuple(sorted(configuration.further.unread)),
        environments_of=environments,
        left_out=left_out,
        questions=later(questions),
    )


def _wanted(environments: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The environments of each root module and template that has any: all, or the one that is asked for."""
    only = wanted_environment()
    found = {place: tuple(name for name in names if only in ("", name)) for place, names in environments.items()}
    return {place: names for place, names in found.items() if names}


def _read_files(graph: Any, files: tuple[str, ...]) -> Reading:
    """Read single files with the files next to them, and keep what Checkov can report on."""
    from lambdanet.readers.terraform.configuration.neighbours import surroundings_of

    scanned = [vertex for _, vertex in graph.nodes()]
    around = surroundings_of(scanned, files)
    reading = _read_terraform(around.vertices)
    named = {_name_of(vertex): vertex for vertex in scanned}
    vertices = {}
    for identity, vertex in reading.vertices.items():
        file, kind, name = _name_of(vertex)
        if vertex.get("source_module_object_") is None:
            # A count that another file decides is not expanded in the graph of this one.
            own = named.get((file, kind, name)) or named.get((file, kind, name.partition("[")[0]))
            if own is not None:
                vertices[identity] = own
    return dataclasses.replace(reading, vertices=vertices, only_of=files, open_because=around.open_because)


def _name_of(vertex: dict[str, Any]) -> tuple[str, str, str]:
    return str(vertex.get("file_path_")), str(vertex.get("block_type_")), str(vertex.get("block_name_", ""))


def _read_plan(graph: Any) -> Reading:
    from lambdanet.readers.terraform.plan.plan import Plan

    plan = Plan(graph)
    imported_ids.know(plan.identities_of_ids())
    return _reading(TERRAFORM_PLAN, plan.blocks(READERS), plan.users_of, plan, tuple(plan.withdrawn()))


def _read_cloudformation(graph: Any, files: tuple[str, ...], beside: tuple[str, ...]) -> Reading:
    from lambdanet.readers.cloudformation.blocks_of_templates import read

    found = read(graph, None, beside)
    reading = _reading_of_templates(found)
    if are_given():
        from lambdanet.readers.cloudformation.environments_of_stacks import environments_by_file

        environments = _wanted(environments_by_file(found.templates))
        reading = dataclasses.replace(reading, environments_of=environments)
    if files:
        from lambdanet.readers.cloudformation.parent_stacks import why_open

        reading = dataclasses.replace(reading, open_because=why_open(found.templates))
    return dataclasses.replace(reading, questions=later(lambda: _questions_of_conditions(graph, found, beside)))


def _reading_of_templates(found: Any) -> Reading:
    from lambdanet.readers.cloudformation.cloudformation_recipients import Recipients as RecipientsInTemplates
    from lambdanet.readers.cloudformation.cloudformation_uses import Uses
    from lambdanet.readers.cloudformation.expressions.looped_resources import bodies_of_loops
    from lambdanet.readers.cloudformation.left_out_of_templates import left_out_of

    blocks = [block for block in found.blocks if reader_of(block.type) is not None]
    reading = _reading(CLOUDFORMATION, blocks, Uses(found).of, RecipientsInTemplates(found))
    left_out = later(lambda: left_out_of(found.templates))
    return dataclasses.replace(reading, looped=bodies_of_loops(found.templates) or None, left_out=left_out)


def _questions_of_conditions(graph: Any, found: Any, beside: tuple[str, ...]) -> tuple[Question[Reading], ...]:
    from lambdanet.readers.cloudformation.blocks_of_templates import read
    from lambdanet.readers.cloudformation.expressions.assumptions import cases_of, question_of

    cases = cases_of(found.templates)
    if len(found.blocks) * len(cases.assumptions) > _MOST_BLOCKS_OF_CASES:
        return ()
    return question_of(cases, lambda assumed: _reading_of_templates(read(graph, assumed, beside)))


def _reading(
    framework: Framework,
    blocks: Iterable[Any],
    users_of: UsersOf,
    recipients: Recipients,
    withdrawn: tuple[Withdrawn, ...] = (),
) -> Reading:
    collection = Collection(withdrawn=list(withdrawn))
    vertices: dict[str, dict[str, Any]] = {}
    written: list[Block] = []
    given = are_given()
    if given:
        from lambdanet.readers.account.accounts_in_network import add_resources_around, know_hosts

        know_hosts()
    found = sorted(_that_exist(blocks, collection), key=_order)
    for block in found:
        note_words(block, collection)
        note_records(block, collection)
        note_stored(block, collection)
    for block in found:
        collection.types[block.identity] = block.type
        # What SAM generates is reported on the function or the connector that brings it.
        vertices.setdefault(block.identity, block.vertex)
        vertices.setdefault(reported(block)[0], block.vertex)
        if not getattr(block, "generated", False):
            written.append(block)
        reader = reader_of(block.type)
        if reader is not None:
            reader(block, collection)
    around, users_around = add_resources_around(collection) if given else ({}, None)
    network = assemble(collection, users_of, recipients, users_around)
    unread = recipients.unread_calls()
    return Reading(framework, network, vertices, tuple(written), unread_calls=unread, around=around)


def _that_exist(blocks: Iterable[Any], collection: Collection) -> Iterator[Any]:
    """The blocks that are, or may be, created; doubt is noted in the collection."""
    for block in blocks:
        exists = block.exists()
        if isinstance(exists, Unknown):
            collection.uncertain[block.identity] = exists
            if getattr(block, "several", False):
                collection.several.add(block.identity)
        if exists != Known(False):
            yield block


def _order(block: Any) -> int:
    """What others are read by comes first: documents and services; functions last, for their capacity providers."""
    if block.type in ("data.aws_iam_policy_document", "data.aws_vpc_endpoint_service", "aws_vpc_endpoint_service"):
        return 0
    return 2 if block.type.endswith(("_lambda_function", "::Function")) else 1
