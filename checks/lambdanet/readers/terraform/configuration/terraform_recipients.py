"""What leaves the scanned code in Terraform: who is given which resource.

A module that is not in the scan, an output of a root module, a resource of a type that is not read, commands, a file
of the same module that was not read. What gets a word of a resource, such as the block of a VPC, does not get the
resource; what gets its id, ARN or name, or the whole object, does.
"""

from __future__ import annotations

import dataclasses

from lambdanet.identities import short
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.model import Place
from lambdanet.readers.conversions import vpc_that_it_comes_with
from lambdanet.readers.imported_ids import is_imported, meant
from lambdanet.readers.surroundings.completing_types import (
    ANYHOW,
    AS_OWNER,
    BY_COMMANDS,
    NOTHING,
    OWNERS,
    PUBLISHED,
    way_of_giving,
)
from lambdanet.readers.surroundings.recipients import (
    Recipient,
    UnreadCall,
    existing_before,
    exported,
    not_in_scan,
    of_unread_type,
    running_commands,
    without_credentials,
)
from lambdanet.readers.terraform.configuration.configuration import Configuration
from lambdanet.readers.terraform.configuration.ids_written import ids_written_in
from lambdanet.readers.terraform.configuration.naming import Naming
from lambdanet.readers.terraform.configuration.removed_resources import RemovedResources
from lambdanet.readers.terraform.configuration.unread_files import UnreadFiles
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.ignored_changes import ignored_in
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance, ResourceInstance
from lambdanet.readers.terraform.syntax.syntax import Body

# Arguments of calls and resources that give nothing to others.
_NOT_GIVEN = frozenset(("source", "version", "providers", "provider", "depends_on", "count", "for_each"))
_NO_BLOCKS = frozenset(("lifecycle", "timeouts"))


class Recipients:
    """See ``recipients.Recipients``."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._found: dict[str, Recipient] | None = None
        self._open_modules: dict[str, Recipient] = {}
        self._calls: list[UnreadCall] = []
        self._naming = Naming(configuration)

    def to(self, identity: str) -> Recipient | None:
        """What has the id of the resource; all instances of a block are the same here."""
        if self._found is None:
            self._found = {}
            self._read()
        block, made = _block_of(identity)
        found, around = self._found.get(f"{block}{made}"), self._in_open_module(block)
        if found is None or around is None:
            return found or around
        return dataclasses.replace(found, settled=frozenset())

    def is_nothing(self) -> bool:
        """See ``recipients.Recipients``."""
        self.to("")
        return not self._found and not self._open_modules

    def unread_calls(self) -> tuple[UnreadCall, ...]:
        """See ``recipients.Recipients``."""
        self.to("")
        return tuple(self._calls)

    def _in_open_module(self, block: str) -> Recipient | None:
        if not self._open_modules:
            return None
        directory, _, address = block.rpartition("|")
        steps = address.rsplit(".", 2)
        front = f"{steps[0]}." if len(steps) > 2 else ""
        return self._open_modules.get(f"{directory}|{front}")

    def _read(self) -> None:
        unread = UnreadFiles(self._configuration)
        removed = RemovedResources(self._configuration, self._naming)
        for module in self._configuration.instances():
            recipient = unread.beside(module)
            if recipient is not None:
                self._open(module, recipient)
            for place, stays, types in removed.of(module):
                self._open(place, stays, types)
            if module.parent is None and not module.prefix:
                for name in module.declarations.get("output", {}):
                    self._note(exported(f"output.{name}"), self._naming.of(module, "output", name, (), 0))
        for module in (*self._configuration.instances(), *self._configuration.described()):
            for name, call in module.declarations.get("module", {}).items():
                self._read_call(module, f"{module.prefix}module.{name}", call)
            for name, declaration in module.declarations.get("resource", {}).items():
                how = way_of_giving(name.partition(".")[0])
                if how != NOTHING:
                    self._read_resource(module, f"{module.prefix}{name}", declaration, how)
        self._read_imports()

    def _read_imports(self) -> None:
        """Note what was there before the code; who else has its id may add more than what it had."""
        for each in self._configuration.imports():
            found, block = self._found or {}, _block_of(each.resource.identity)[0]
            if block not in found:  # one of many instances answers for all
                self._note(existing_before(each.id or "", _written_in(each.resource)), frozenset((block,)))
            elif not found[block].existing:
                # What else is given it may add to lists that the code has, and what made it to all others.
                found[block] = existing_before(each.id or "", ())

    def _open(self, module: ModuleInstance, recipient: Recipient, types: tuple[str, ...] = ()) -> None:
        """Note what may add to anything of a module, and to what the module is given; or to certain types of that."""
        if types:
            own = {module.identity(name) for name in module.declarations.get("resource", {})}
            everything = own | self._all_that_it_can_name(module)
            self._note(recipient, frozenset(each for each in everything if _type_of(each) in types))
        elif module.identity("") not in self._open_modules:
            self._open_modules[module.identity("")] = recipient
            self._note(recipient, self._all_that_it_can_name(module))

    def _read_call(self, module: ModuleInstance, address: str, call: Declaration) -> None:
        if not self._naming.instances(module, call) and module.keys(call) != []:
            source = call.attribute("source")
            written = module.evaluate(source) if source is not None else None
            place = Place(address, call.file, call.line)
            self._calls.append(UnreadCall(place, without_credentials(written) if isinstance(written, str) else ""))
            recipient = not_in_scan(address, MissingFact(Sort.MODULE, address, module.directory))
            if not call.is_readable:
                # What it is given cannot be known, so it may be anything of the module.
                self._open_modules.setdefault(module.identity(""), recipient)
            self._note_all(recipient, module, call, _without_what_is_not_given(call.body))

    def _read_resource(self, module: ModuleInstance, address: str, declaration: Declaration, how: str) -> None:
        # Checkov's vertices spare reading a block that names nothing.
        is_owner = how == AS_OWNER and not self._configuration.instances_are_ours
        if is_owner and not any(name in declaration.vertex for name in OWNERS):
            return
        if module.keys(declaration) == []:
            return
        body = declaration.body
        if how == AS_OWNER:
            given = {name: body.attributes[name] for name in OWNERS if name in body.attributes}
            self._note_all(of_unread_type(address), module, declaration, Body(given))
        elif how == PUBLISHED:
            published = Body({"value": body.attributes["value"]}) if "value" in body.attributes else Body()
            self._note(exported(address), self._naming.in_block(module, declaration, published))
        elif how == ANYHOW or any(block.labels == ("local-exec",) for block in body.blocks_of("provisioner")):
            recipient = running_commands(address) if how == BY_COMMANDS else _recipient(address)
            self._note_all(recipient, module, declaration, _without_what_is_not_given(body))

    def _note_all(self, recipient: Recipient, module: ModuleInstance, declaration: Declaration, body: Body) -> None:
        """Note what a part of a declaration names, by reference or, where files say what is there, by its id."""
        self._note(recipient, self._naming.in_block(module, declaration, body))
        self._note(recipient, frozenset(ids_written_in(module, declaration, body)))

    def _note(self, recipient: Recipient, targets: frozenset[str]) -> None:
        found = self._found if self._found is not None else {}
        for target in targets:
            found.setdefault(_block_of(meant(target))[0] if is_imported(target) else target, recipient)

    def _all_that_it_can_name(self, module: ModuleInstance) -> frozenset[str]:
        """What is given to a module, and what the modules that it calls give back."""
        found: set[str] = set()
        if module.parent is not None and module.call is not None:
            found |= self._naming.in_block(module.parent, module.call, _without_what_is_not_given(module.call.body))
        for call in module.declarations.get("module", {}).values():
            for instance in self._naming.instances(module, call):
                for name in instance.declarations.get("output", {}):
                    found |= self._naming.of(instance, "output", name, (), 0)
        return frozenset(found)


def _type_of(identity: str) -> str:
    return short(identity).split("[")[0].split(".")[-2:][0]


def _written_in(resource: ResourceInstance) -> frozenset[str]:
    """The attributes and blocks of a resource that hold for it if it is there already. Null is as if nothing was."""
    module, declaration = resource.module, resource.declaration
    body = declaration.body
    ignored = ignored_in(body)
    keys = module.keys_to_judge(declaration)
    said = {
        name
        for name, value in body.attributes.items()
        if not ignored.has(name)
        and all(module.evaluate(value, module.bindings(declaration, key)) is not None for key in keys)
    }
    return frozenset((*said, *(block.type for block in body.blocks if not ignored.has(block.type))))


def _recipient(address: str) -> Recipient:
    stacks = ("aws_cloudformation_stack", "aws_serverlessapplicationrepository")
    return not_in_scan(address) if address.rpartition(".")[0].endswith(stacks) else of_unread_type(address)


def _without_what_is_not_given(body: Body) -> Body:
    kept = {name: given for name, given in body.attributes.items() if name not in _NOT_GIVEN}
    return Body(kept, tuple(block for block in body.blocks if block.type not in _NO_BLOCKS))


def _block_of(identity: str) -> tuple[str, str]:
    """The identity of a block without the key of the instance, and what AWS makes with it: "/main route table"."""
    vpc = vpc_that_it_comes_with(identity)
    block, made = (identity, "") if vpc is None else (vpc, identity[len(vpc) :])
    return (block[: block.rfind("[")] if block.endswith("]") else block), made
