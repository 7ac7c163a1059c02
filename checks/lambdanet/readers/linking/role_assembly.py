"""Roles, users and groups with the policies that are attached to them from everywhere."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from lambdanet.aws.identifiers import MANAGED_POLICY
from lambdanet.created_together import is_there_with
from lambdanet.model import Boundary, ExecutionRole, PolicyStatement
from lambdanet.readers.conversions import short
from lambdanet.readers.linking.grouping import grouped
from lambdanet.readers.linking.names_written_out import meant_by
from lambdanet.readers.resources.collection import Collection, PoliciesSaid, PolicyAttachment
from lambdanet.readers.resources.names import ROLE
from lambdanet.undeclared import not_in_code
from lambdanet.values import Items, Known, Unknown, Value


def identities(collection: Collection, same: Callable[[str], str]) -> dict[str, ExecutionRole]:
    """Everyone who has policies, by identity. same: the block that adopts what AWS made, or the identity itself."""
    found = {item.identity: item for item in (*collection.roles, *collection.users_and_groups)}
    attachments = _Attachments(collection, same)
    with_statements = attachments.by_role(filter(attachments.have_statements, collection.attachments))
    possible = attachments.possible_statements()
    for identity, attached in attachments.by_role(collection.attachments).items():
        if identity in found:
            role = attachments.given_to(found[identity], attachments.unless_removed(identity, attached))
            more = with_statements.get(identity, Items()).more
            perhaps = possible.get(identity, [])
            # What is hidden may deny anything, so that it is assumed to deny nothing. What these say is known.
            doubt = more.of_another() if more is not None else Unknown("")
            denied = Items.of(dataclasses.replace(s, effect=doubt) for s in perhaps if s.effect != Known("Allow"))
            found[identity] = dataclasses.replace(
                role,
                statements=role.statements + denied + Items(more=more),
                perhaps_allowed=tuple(statement for statement in perhaps if statement.effect == Known("Allow")),
            )
    for identity, boundary in collection.boundaries.items():
        if identity in found:
            bounded = attachments.boundary(boundary)
            found[identity] = dataclasses.replace(found[identity], boundary=bounded)
    return found


_Holder = TypeVar("_Holder", ExecutionRole, Boundary)


class _Attachments:
    def __init__(self, collection: Collection, same: Callable[[str], str]) -> None:
        self._collection = collection
        self._same = same

    def by_role(self, attachments: Iterable[PolicyAttachment]) -> dict[str, Items[PolicyAttachment]]:
        return grouped(
            attachments,
            self._role_of,
            self._collection.uncertain,
            self._same,
            lambda attachment: attachment.declared_by,
        )

    def _role_of(self, attachment: PolicyAttachment) -> Value[str | None]:
        """Whose it is, also where the code writes out a name: that of a role in the code, else of one in an account."""
        return meant_by(self._collection, ROLE, attachment.role, attachment.declared_by)

    def have_statements(self, attachment: PolicyAttachment) -> bool:
        """Whether there is more to an attachment than policies of AWS, whose names say what they allow."""
        of_aws = self._collection.managed_policy_names
        named = (policy.value if isinstance(policy, Known) else "" for policy in attachment.policies.elements)
        others = any(self._same(policy) not in of_aws for policy in named)
        return others or attachment.policies.more is not None or attachment.statements != Items()

    def possible_statements(self) -> dict[str, list[PolicyStatement]]:
        """By role: what separate policies say that may not be created though the role is, or may be another's."""
        found: defaultdict[str, list[PolicyStatement]] = defaultdict(list)
        uncertain = self._collection.uncertain
        for attachment in self._collection.attachments:
            named = self._role_of(attachment)
            roles = named.candidates if isinstance(named, Unknown) else {named.value or ""}
            for role in map(self._same, roles):
                if role and (isinstance(named, Unknown) or not is_there_with(uncertain, attachment.declared_by, role)):
                    policies = (self._collection.policies.get(self._same(one)) for one in attachment.policies.known())
                    for statements in (attachment.statements, *policies):
                        found[role] += statements.known() if statements is not None else []
        return dict(found)

    def boundary(self, attached: PolicyAttachment) -> Value[Boundary | None]:
        """The permissions boundary that is attached so, with what it allows."""
        if attached.managed_policies.unknowns():
            return attached.managed_policies.unknowns()[0]
        declared = attached.policies.known()
        name = short(self._same(declared[0])) if declared else attached.managed_policies.known()[0]
        return Known(self.given_to(Boundary(name), Items.of([attached])))

    def unless_removed(self, role: str, attached: Items[PolicyAttachment]) -> Items[PolicyAttachment]:
        """What is attached to a role, where nothing lists all that may be and leaves it out."""
        lists = [
            said
            for said in self._collection.policies_said
            if said.kind != "inline" and said.names.complete and self._is_of(said, role)
        ]
        return attached.map(lambda one: one if one.declared_by == role else self._doubted(one, lists))

    def _is_of(self, said: PoliciesSaid, role: str) -> bool:
        whose = meant_by(self._collection, ROLE, said.role, said.declared_by)
        return isinstance(whose, Known) and self._same(whose.value or "") == role

    def _doubted(self, attachment: PolicyAttachment, lists: list[PoliciesSaid]) -> PolicyAttachment:
        """Each apply attaches what a list leaves out, and removes it again."""
        for listed in lists:
            if not self._has(listed, attachment):
                why = Unknown(f"{short(listed.declared_by)} removes the policies that it does not list")
                return PolicyAttachment(attachment.role, attachment.declared_by, statements=Items(more=why))
        return attachment

    def _has(self, listed: PoliciesSaid, attachment: PolicyAttachment) -> bool:
        said = {one.declared_by: one for one in self._collection.policies_said}
        own = said.get(attachment.declared_by)
        if own is not None and own.kind == "inline":
            return listed.kind != "all inline" or bool({*own.names.known()} & {*listed.names.known()})
        allowed = set(map(self._policy, listed.names.known()))
        attached = {*attachment.managed_policies.known(), *map(self._policy, attachment.policies.known())}
        return listed.kind != "all attached" or listed is own or attached <= allowed

    def _policy(self, named: str) -> str:
        """One of AWS by its name, one of the code by its identity."""
        named = self._same(named)
        name = named.rsplit("/", 1)[-1] if MANAGED_POLICY in named else named
        return self._collection.managed_policy_names.get(named, name)

    def given_to(self, role: _Holder, attachments: Items[PolicyAttachment]) -> _Holder:
        """The role with what is certainly attached to it; a permissions boundary is made up like one."""
        managed, statements = role.managed_policies, role.statements
        for attachment in attachments.known():
            managed = managed + attachment.managed_policies
            statements = statements + attachment.statements
            if attachment.policies.more is not None:
                statements = statements + Items(more=attachment.policies.more)
            for policy in attachment.policies.elements:
                if isinstance(policy, Unknown):
                    statements = statements + Items(more=policy)
                    continue
                identity = self._same(policy.value)
                if identity in self._collection.managed_policy_names:
                    managed = managed + Items.of([self._collection.managed_policy_names[identity]])
                elif identity in self._collection.policies:
                    statements = statements + self._collection.policies[identity]
                else:
                    hidden = not_in_code(
                        f"what the policy {short(identity)} allows is not in the scanned code", identity
                    )
                    statements = statements + Items(more=hidden)
        if attachments.more is not None:
            managed = managed + Items(more=attachments.more)
        return dataclasses.replace(role, managed_policies=managed, statements=statements)
