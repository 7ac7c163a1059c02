"""What leaves the scanned code in CloudFormation: who is given which resource.

A nested stack or an application whose template is not in the scan, a module of the registry, a custom resource, a
resource of a type that is not read, an export; and what adds to the whole template: an include among the resources,
a macro.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lambdanet.given.in_force import are_given
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.cloudformation.blocks_of_templates import Reading
from lambdanet.readers.cloudformation.cloudformation_block import CloudFormationBlock
from lambdanet.readers.cloudformation.declarations.partial_texts import shown
from lambdanet.readers.cloudformation.expressions.nested_stacks import child_of, is_nested_stack
from lambdanet.readers.cloudformation.transforms import added_by_transforms
from lambdanet.readers.conversions import identity_of
from lambdanet.readers.datum import Datum, Reference
from lambdanet.readers.parts_of_data import every_part
from lambdanet.readers.surroundings.completing_types import (
    AS_OWNER,
    NOTHING,
    PROPERTIES_OF_OWNERS,
    PUBLISHED,
    way_of_giving,
)
from lambdanet.readers.surroundings.recipients import (
    Recipient,
    UnreadCall,
    exported,
    ids_written_out_in,
    not_in_scan,
    of_unread_type,
    running_commands,
    without_credentials,
)
from lambdanet.values import Unknown, is_false

_STACKS = ("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
_CUSTOM = ("AWS::CloudFormation::CustomResource", "Custom::")
# The function that makes a custom resource is called by it, and gets nothing.
_NOT_GIVEN = ("ServiceToken", "TemplateURL", "Location", "Tags")


class Recipients:
    """See ``recipients.Recipients``."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._found: dict[str, Recipient] | None = None
        self._calls: list[UnreadCall] = []
        self._open_templates: dict[str, Recipient] = {}

    def to(self, identity: str) -> Recipient | None:
        """What is given the resource's id."""
        if self._found is None:
            self._found = {}
            self._read()
        if identity in self._found:
            return self._found[identity]
        return self._open_templates.get(identity.partition("#")[0]) if self._open_templates else None

    def is_nothing(self) -> bool:
        """See ``recipients.Recipients``."""
        self.to("")
        return not self._found and not self._open_templates

    def unread_calls(self) -> tuple[UnreadCall, ...]:
        """See ``recipients.Recipients``."""
        self.to("")
        return tuple(self._calls)

    def _read(self) -> None:
        reading = self._reading
        in_scan = set()
        for template in reading.templates:
            added = added_by_transforms(template.file)
            if added is not None:
                self._open_templates[template.file] = added
            in_scan |= {
                resource.identity
                for resource in template.resources.values()
                if is_nested_stack(resource) and child_of(resource) is not None
            }
        for output in reading.outputs:
            if output.exported:  # an output of a nested stack is read by the stack around it, which is in the scan
                self._note(exported(output.place.address), resources_named_in([output.value]))
        for block in reading.blocks:
            how = way_of_giving(block.type)
            if how != NOTHING and block.identity not in in_scan and not is_false(block.exists()):
                if _is_call(block):
                    self._calls.append(UnreadCall(block.place, _source(block)))
                given = _given(block, how)
                self._note(_recipient(block, how), resources_named_in(given))
                if are_given():
                    self._note(_recipient(block, how), ids_written_out_in(given))

    def _note(self, recipient: Recipient, targets: Iterable[str]) -> None:
        found = self._found if self._found is not None else {}
        for target in targets:
            found.setdefault(target, recipient)


def _given(block: CloudFormationBlock, how: str) -> list[Datum]:
    names = [name for name in block.names() if name not in _NOT_GIVEN]
    if how == AS_OWNER:
        names = [name for name in names if name in PROPERTIES_OF_OWNERS]
    elif how == PUBLISHED:
        names = [name for name in names if name == "Value"]
    return [block.datum(name) for name in names]


def _is_call(block: CloudFormationBlock) -> bool:
    """Whether it is a stack of its own, or a module of CloudFormation's registry."""
    return block.type in _STACKS or block.type.endswith("::MODULE")


def _source(block: CloudFormationBlock) -> str:
    for name in ("TemplateURL", "Location"):
        source = block.datum(name) if name in block.names() else None
        if isinstance(source, dict):
            source = source.get("ApplicationId")
        if source is not None:
            return without_credentials(shown(source))
    return block.type if block.type.endswith("::MODULE") else ""


def _recipient(block: CloudFormationBlock, how: str) -> Recipient:
    address = block.place.address
    if how == PUBLISHED:
        return exported(address)
    if _is_call(block):
        return not_in_scan(address, _awaited(block))
    return running_commands(address) if block.type.startswith(_CUSTOM) else of_unread_type(address)


def _awaited(block: CloudFormationBlock) -> MissingFact | None:
    """Its template, which a scan may have. The code of an application or of a module of a registry is in no file."""
    of_registry = block.type not in _STACKS or (
        "Location" in block.names() and isinstance(block.datum("Location"), dict)
    )
    return None if of_registry else MissingFact(Sort.MODULE, block.place.address.rpartition(".")[2], block.place.file)


def resources_named_in(data: Iterable[Datum]) -> Iterator[str]:
    """The resources that the data name by id, ARN or name, or may name; a word of a resource is not the resource."""
    for datum in every_part(*data):
        if isinstance(datum, Reference):
            identity = identity_of(datum)
            if identity is not None:
                yield identity
        elif isinstance(datum, Unknown):
            yield from datum.candidates
