"""VPC Block Public Access in an account: its mode in the Region, of which VPCs it is, and what it leaves out.

AWS: the account that owns a VPC decides about it (https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html).
"""

from __future__ import annotations

import dataclasses

from lambdanet.given.account import Account, Item
from lambdanet.given.account_lists import BLOCK_PUBLIC_ACCESS
from lambdanet.given.notes import notes
from lambdanet.model import BlockPublicAccess, BlockPublicAccessExclusion, Place
from lambdanet.readers.account.adding import Adding, missing
from lambdanet.values import Known, Unknown, Value

_IN_FORCE = ("create-complete", "update-in-progress", "update-complete", "update-failed")
_GONE = ("create-failed", "delete-complete", "disable-complete")
_EXCLUSIONS = "VpcBlockPublicAccessExclusions"


def note_blocked_access(adding: Adding, account: Account, vpc: Item) -> None:
    """What blocks public access in the Region of a VPC, if anything does."""
    held = account.about.get(BLOCK_PUBLIC_ACCESS, {}).get("")
    if held is None or held.data.get("InternetGatewayBlockMode") == "off" or _is_of_another_region(held, account):
        return
    identity = f"{BLOCK_PUBLIC_ACCESS}/{account.name}"
    if identity not in adding.taken:
        adding.taken[identity] = held
        notes().take(held.file, identity)
        place = Place(f"VPC Block Public Access of {account.name}", held.file.shown, 1)
        region: Value[str | None] = Known(account.region or None)
        options = BlockPublicAccess(identity, place, declared=False, mode=_mode(held), region=region, of=frozenset())
        adding.collection.block_public_access.append(options)
        _note_exclusions(adding, account, place)
    owner = vpc.data.get("OwnerId")
    if isinstance(owner, str) and owner == (held.data.get("AwsAccountId") or account.number):
        for number, options in enumerate(adding.collection.block_public_access):
            if options.identity == identity and options.of is not None:
                changed = dataclasses.replace(options, of=options.of | {vpc.id})
                adding.collection.block_public_access[number] = changed


def _is_of_another_region(options: Item, account: Account) -> bool:
    named = options.data.get("AwsRegion")
    return isinstance(named, str) and bool(account.region) and named != account.region


def _mode(options: Item) -> Value[str | None]:
    mode, state = options.data.get("InternetGatewayBlockMode"), options.data.get("State")
    if not isinstance(mode, str):
        return missing("the file does not have the mode of VPC Block Public Access")
    if state == "update-in-progress":
        return Unknown("the mode of VPC Block Public Access was being changed when AWS was asked")
    return Known(mode)


def _note_exclusions(adding: Adding, account: Account, place: Place) -> None:
    for item in account.items(_EXCLUSIONS):
        arn, state = str(item.data.get("ResourceArn")), item.data.get("State", _IN_FORCE[0])
        named = "subnet_id" if ":subnet/" in arn else "vpc_id"
        excluded = arn.rpartition("/")[2]
        if state in _IN_FORCE:
            adding.read("aws_vpc_block_public_access_exclusion", item, {named: excluded}, account)
        elif state not in _GONE:
            # AWS lists those that are gone, too.
            why = Unknown(f"{item.id} is in the state {state}", candidates=frozenset({excluded}), exhaustive=True)
            of_subnet: Value[str | None] = why if named == "subnet_id" else Known(None)
            of_vpc: Value[str | None] = why if named == "vpc_id" else Known(None)
            adding.collection.block_public_access_exclusions.append(
                BlockPublicAccessExclusion(item.id, Place(item.id, item.file.shown, 1), vpc=of_vpc, subnet=of_subnet)
            )
    if more := account.why_more(_EXCLUSIONS):
        why = missing(more)
        adding.collection.block_public_access_exclusions.append(
            BlockPublicAccessExclusion(f"{_EXCLUSIONS}/{account.name}", place, vpc=why, subnet=why)
        )
