"""From files of accounts to the collection: the one step that adds the surroundings of the code.

Ids that the code writes out, looks up or gets from others are the identities of what is in the account, so nothing
has to be linked. What a file lists completely is complete; where no file holds a list, the resources say that there may
be more.
"""

from __future__ import annotations

import dataclasses

from lambdanet.given.account import Item
from lambdanet.given.accounts import Accounts
from lambdanet.given.in_force import all_accounts
from lambdanet.given.notes import notes
from lambdanet.readers.account import hosts
from lambdanet.readers.account.adding import Adding
from lambdanet.readers.account.changed_by_code import let_code_mean
from lambdanet.readers.account.networks_around import add_network, add_transit_gateway, associate
from lambdanet.readers.account.others_around import ADD
from lambdanet.readers.account.resources_around import ids_of_accounts_in, in_vpcs, the_one, what_is_read_with
from lambdanet.readers.account.shapes_of_networks import SHAPES, is_gone
from lambdanet.readers.account.users_around import UsersAround
from lambdanet.readers.datum import Reference
from lambdanet.readers.imported_ids import is_imported
from lambdanet.readers.resources.collection import Collection
from lambdanet.values import Known


def know_hosts() -> None:
    """Let code mean the resources of accounts whose hosts it writes out."""
    found: dict[str, tuple[str, str]] = {}
    doubled: set[str] = set()
    for account in all_accounts().accounts:
        for identity, (_, _, service) in in_vpcs(account).services.items():
            for host, attribute in service.hosts.items():
                if found.setdefault(host, (identity, attribute))[0] != identity:
                    doubled.add(host)
    hosts.know({host: Reference(*meant) for host, meant in found.items() if host not in doubled})


def add_resources_around(collection: Collection) -> tuple[dict[str, Item], UsersAround | None]:
    """Add the surroundings of the code.

    Returns the elements of the files that were taken, by identity, and who else uses what they describe.
    """
    accounts = all_accounts()
    for problem in accounts.problems:
        notes().add_problem(problem)
    known = frozenset(accounts.ids())
    if not known:
        return {}, None
    adding = Adding(collection)
    refused = _elsewhere(collection, accounts)
    waiting = sorted(ids_of_accounts_in(collection, known))
    while waiting:
        id = waiting.pop()
        if id not in adding.taken and id not in refused:
            waiting += _added(adding, accounts, id)
    let_code_mean(collection, {id: str(item.data.get("VpcId")) for id, item in adding.taken.items()})
    users = UsersAround(adding.taken, adding.accounts_of)
    _count_interfaces(adding, users)
    return adding.taken, users


def _added(adding: Adding, accounts: Accounts, id: str) -> list[str]:
    """Add what has the id, if it is in one place; gives the ids of what has to be added with it."""
    place = the_one(accounts, id)
    if place is None:
        return []
    account, key, item = place
    if id in adding.code.withdrawn.gone:
        return []
    if is_imported(id):
        # The code says what it is now; it does not say which subnets' table it replaces.
        notes().take(item.file, id)
        adding.taken[id] = item
        adding.accounts_of[id] = account
        if key == "RouteTables":
            associate(adding, item, account)
        if key == "Vpcs":
            return what_is_read_with(account, id)
        return [str(item.data["VpcId"])] if isinstance(item.data.get("VpcId"), str) else []
    if is_gone(item.data) and (key == "Subnets" or key not in SHAPES):
        return []
    adding.taken[id] = item
    adding.accounts_of[id] = account
    notes().take(item.file, id)
    if key in SHAPES:
        return list(add_network(adding, account, key, item))
    if key == "TransitGateways":
        return list(add_transit_gateway(adding, account, item))
    return list(ADD[key](adding, account, item)) if key in ADD else []


def _elsewhere(collection: Collection, accounts: Accounts) -> set[str]:
    """Ids that functions name in a Region in which they are not."""
    refused = set()
    for function in collection.functions:
        region = function.region.value if isinstance(function.region, Known) else None
        for id in {*function.subnets.known(), *function.security_groups.known()} if region else ():
            places = accounts.find(id)
            if places and all(account.region and account.region != region for account, _, _ in places):
                clause = f"{id} is in {places[0][2].file.shown}, in {places[0][0].region}"
                notes().add_contradiction(f"{clause}; {function.address}, which names it, is deployed to {region}")
                refused.add(id)
    return refused


def _count_interfaces(adding: Adding, users: UsersAround) -> None:
    """Say of VPCs and subnets how many interfaces Lambda has in them already."""
    for place, vpc in enumerate(adding.collection.vpcs):
        if vpc.identity in adding.accounts_of:
            number = users.of_functions(vpc.identity)
            adding.collection.vpcs[place] = dataclasses.replace(vpc, interfaces_of_functions=number)
    for place, subnet in enumerate(adding.collection.subnets):
        if subnet.identity in adding.accounts_of:
            number = users.of_functions(subnet.identity)
            adding.collection.subnets[place] = dataclasses.replace(subnet, interfaces_of_functions=number)
