"""Draws small networks from which services are called, and gives the pack as much of them as it is to know."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable
from random import Random
from typing import Any

from lambdanet.model import (
    BlockPublicAccess,
    BlockPublicAccessExclusion,
    ExecutionRole,
    Function,
    InternetGateway,
    NatGateway,
    Network,
    Place,
    PolicyStatement,
    PrefixList,
    RouteTable,
    RouteTarget,
    ServiceResource,
    Subnet,
    Vpc,
    VpcEndpoint,
)
from lambdanet.queries.reachability.callers import PRIVATE_API, PUBLIC_API, Call
from lambdanet.values import Items, Known, Unknown, Value
from packet_simulator import AclEntry, GroupRule, TableRoute
from service_simulator import ABROAD, AWS_LISTS, HOME, HTTPS, POLICIES, Nat, ServiceEndpoint, ServiceWorld
from small_networks import HIDDEN, PartlyKnown, draw_entry, draw_groups, draw_rule, redraw_entries, redraw_rules

# The function is in "a", or in "a" and "b"; "n" has the NAT gateway, or "a" has it; endpoints are anywhere.
_SUBNETS = {
    "a": ("v1", "10.1.1.0/30"),
    "b": ("v1", "10.1.2.0/30"),
    "n": ("v1", "10.1.9.0/30"),
    "e": ("v1", "10.1.5.0/30"),
    "c": ("v2", "10.2.1.0/30"),
}
_EVERYWHERE = "0.0.0.0/0"
_PUBLIC = ["0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "52.0.0.0/8"]
_FAR = [*["0.0.0.0/0"] * 5, "0.0.0.0/1", "128.0.0.0/1", "52.0.0.0/8", "10.2.0.0/16"]
_TABLES = {"t1": "v1", "t2": "v1", "tn": "v1", "t3": "v2"}
_SERVICES = ["sqs", "sqs", "s3", "s3", "dynamodb", "execute-api"]
_MODES = ["off", "block-ingress", "block-bidirectional"]
_ACCOUNT = "111122223333"


def draw_service_world(random: Random) -> ServiceWorld:
    """A network of two VPCs, with a function in one or two subnets of the first, that calls a service."""
    world = ServiceWorld(family=4, port=HTTPS, public_blocks=_PUBLIC)
    world.service = random.choice(_SERVICES)
    world.named = world.service == "execute-api" or random.random() < 0.8
    world.private_api = world.service == "execute-api" and random.random() < 0.5
    # Where everything is in the way of a call, nothing is learnt of any of it.
    calm = random.random() < 0.7
    world.vpcs = {"v1": ["10.1.0.0/16"], "v2": ["10.2.0.0/16"]}
    for name, (vpc, cidr) in _SUBNETS.items():
        world.subnet_vpc[name], world.subnet_cidr[name], world.subnet_zone[name] = vpc, cidr, "z1"
        world.subnet_acl[name] = random.choice([*["open"] * (12 if calm else 2), "own", "other"])
        world.subnet_table[name] = draw_table(random, name)
    world.prefix_lists = {"p": random.sample(_PUBLIC, random.randint(0, 2)), **AWS_LISTS}
    world.peerings = {"x": ("v1", "v2")}
    for name in ("g1", "g2", "g3"):
        for rules in (world.ingress, world.egress):
            rules[name] = [_rule(world, random) for _ in range(random.choice([0, 1, 2, 2, 3]))]
            if calm and random.random() < 0.9:
                rules[name].append(GroupRule("tcp", HTTPS, HTTPS, ("cidr", _EVERYWHERE)))
    for name in ("open", "own", "other"):
        world.inbound_entries[name] = _entries(world, random, name)
        world.outbound_entries[name] = _entries(world, random, name)
    world.gateways = {"igw": random.choice([*["v1"] * 8, "v2", ""])}
    world.nats = {"nat": draw_nat(random)}
    world.routes = {name: _routes(random, name) for name in _TABLES}
    world.function_subnets = random.choice([["a"], ["a", "b"]])
    world.source_groups, world.target_groups = draw_groups(random), []
    _draw_regions(world, random)
    for name in ("near", "far"):
        if random.random() < 0.6:
            world.endpoints[name] = draw_endpoint(world, random, name)
    world.dns_support = random.random() < 0.95
    world.dns_hostnames = random.random() < 0.8
    world.other_servers = random.random() < 0.1
    for endpoint in world.endpoints.values():
        endpoint.private_dns = endpoint.private_dns and world.dns_support and world.dns_hostnames
    world.blocked = random.choice(["off", "off", "off", *_MODES])
    world.exclusions = random.choice([[], [], ["v1"], ["n"], ["a"], ["v2"]])
    return world


def open_service_world() -> ServiceWorld:
    """A network in which nothing stops a function's calls to a queue, which leave by a NAT gateway."""
    world = ServiceWorld(family=4, port=HTTPS, service="sqs", vpc_region=HOME, called_region=HOME, blocked_region=HOME)
    world.vpcs = {"v1": ["10.1.0.0/16"], "v2": ["10.2.0.0/16"]}
    for name, (vpc, cidr) in _SUBNETS.items():
        world.subnet_vpc[name], world.subnet_cidr[name], world.subnet_zone[name] = vpc, cidr, "z1"
        world.subnet_acl[name], world.subnet_table[name] = "open", {"n": "tn", "c": "t3"}.get(name, "t1")
    everything = AclEntry(32000, "allow", "-1", 0, 65535, _EVERYWHERE)
    world.inbound_entries, world.outbound_entries = {"open": [everything]}, {"open": [everything]}
    world.ingress["g1"] = world.egress["g1"] = [GroupRule("tcp", HTTPS, HTTPS, ("cidr", _EVERYWHERE))]
    world.prefix_lists, world.peerings = {"p": [], **AWS_LISTS}, {"x": ("v1", "v2")}
    world.gateways, world.nats = {"igw": "v1"}, {"nat": Nat("n")}
    world.routes = {name: [] for name in _TABLES}
    world.routes["t1"].append(TableRoute(_EVERYWHERE, ("NAT gateway", "nat")))
    world.routes["tn"].append(TableRoute(_EVERYWHERE, ("internet gateway", "igw")))
    world.function_subnets, world.source_groups, world.settled = ["a"], ["g1"], True
    return world


def _draw_regions(world: ServiceWorld, random: Random) -> None:
    written = random.random() < 0.5
    own = HOME if written else ""
    world.vpc_region = own
    world.called_region = random.choice([own, own, own, own, own, ABROAD, "", HOME])
    world.blocked_region = random.choice([own, own, own, ABROAD])
    world.settled = written or random.random() < 0.5


def _rule(world: ServiceWorld, random: Random) -> GroupRule:
    if random.random() < 0.15:
        return GroupRule("tcp", HTTPS, HTTPS, ("list", random.choice([*AWS_LISTS])))
    return draw_rule(world, random)


def _entries(world: ServiceWorld, random: Random, name: str) -> list[AclEntry]:
    everything = AclEntry(32000, "allow", "-1", 0, 65535, _EVERYWHERE)
    if name == "open":
        return [everything]
    numbers = random.sample(range(1, 9), random.choice([0, 1, 2, 3]))
    entries = [draw_entry(world, random, number) for number in numbers]
    return [*entries, everything] if random.random() < 0.7 else entries


def draw_table(random: Random, subnet: str) -> str:
    if subnet == "n":
        return random.choice(["tn"] * 6 + ["t1"])
    return "t3" if subnet == "c" else random.choice(["t1", "t1", "t1", "t2", "tn"])


def _routes(random: Random, table: str) -> list[TableRoute]:
    routes: dict[str, TableRoute] = {}
    if random.random() < 0.7:
        routes[_EVERYWHERE] = TableRoute(_EVERYWHERE, draw_target(random, table))
    for _ in range(random.choice([0, 0, 1, 2])):
        route = _route(random, table)
        routes[route.destination] = route
    return list(routes.values())


def _route(random: Random, table: str) -> TableRoute:
    return TableRoute(random.choice(_FAR), draw_target(random, table))


def draw_target(random: Random, table: str) -> tuple[str, str]:
    """Tables of the NAT gateway's subnet lead to the internet gateway most often, and others to the NAT gateway."""
    if table == "t3":
        return ("peering", "x")
    often = ("internet gateway", "igw") if table == "tn" else ("NAT gateway", "nat")
    others = [("internet gateway", "igw"), ("NAT gateway", "nat"), ("peering", "x"), ("network interface", "")]
    return random.choice([*[often] * 20, *others])


def draw_nat(random: Random) -> Nat:
    if random.random() < 0.2:
        return Nat("", regional=True)
    return Nat(random.choice(["n"] * 7 + ["a"]), public=random.random() < 0.85)


def draw_endpoint(world: ServiceWorld, random: Random, name: str) -> ServiceEndpoint:
    """Gateway endpoints are "far", and those with private DNS "near": no VPC has two of one service."""
    policy = random.choice(["", "", "", *POLICIES])
    service = random.choice([world.service] * 5 + ["sqs", "s3", "dynamodb", "execute-api"])
    if name == "far":
        if service not in ("s3", "dynamodb"):
            service = "s3"
        tables = random.sample(["t1", "t2", "tn"], random.choice([0, 1, 1, 2]))
        return ServiceEndpoint("v1", service, gateway=True, tables=tables, policy=policy)
    own = random.random() < 0.85
    return ServiceEndpoint(
        "v1" if own else "v2",
        service,
        subnets=random.sample(["a", "b", "e", "e", "n"], random.choice([0, 1, 1, 1, 1, 2, 2])) if own else ["c"],
        groups=draw_groups(random),
        private_dns=random.random() < 0.75,
        policy=policy,
    )


class PartlyKnownServices(PartlyKnown):
    """What the pack knows of a network and of what is called: all but the hidden facts."""

    world: ServiceWorld

    def function(self) -> Function:
        world = self.world
        return Function(
            "|f",
            Place("f"),
            subnets=self.items((Known(f"|{name}") for name in world.function_subnets), "function_subnets"),
            security_groups=self.items((Known(f"|{name}") for name in world.source_groups), "source_groups"),
            role=Known("|role"),
            # AWS makes a function only in the Region of its VPC.
            region=Known(world.vpc_region or None),
        )

    def call(self) -> Call:
        world = self.world
        api: Value[str] = Known("")
        if world.service == "execute-api":
            api = self.value(PRIVATE_API if world.private_api else PUBLIC_API, "private_api")
        region = self.value(world.called_region or None, "called_region")
        return Call(world.service, region, ("|called",) if world.named else (), api)

    def network(self) -> Network:
        world = self.world
        return dataclasses.replace(
            super().network(),
            functions={"|f": self.function()},
            roles={"|role": ExecutionRole("|role", Place("role"), statements=Items.of([_role_statement(world)]))},
            vpcs={f"|{name}": self._vpc(name) for name in world.vpcs},
            nat_gateways={f"|{name}": self._nat(name, nat) for name, nat in world.nats.items()},
            internet_gateways={
                f"|{name}": InternetGateway(
                    f"|{name}", Place(name), vpc=self.value(f"|{vpc}" if vpc else None, "gateways", name)
                )
                for name, vpc in world.gateways.items()
            },
            prefix_lists={
                f"|{name}": PrefixList(
                    f"|{name}",
                    Place(name),
                    entries=Items(more=HIDDEN) if name in AWS_LISTS else self.items(map(Known, cidrs), "lists", name),
                    public=name in AWS_LISTS,
                    service=name.partition("-")[2],
                )
                for name, cidrs in world.prefix_lists.items()
            },
            endpoints={f"|{name}": self._endpoint(name, each) for name, each in world.endpoints.items()},
            block_public_access=(
                BlockPublicAccess(
                    "|bpa",
                    Place("bpa"),
                    mode=self.value(world.blocked, "blocked"),
                    region=Known(world.blocked_region or None),
                ),
            ),
            block_public_access_exclusions=tuple(
                BlockPublicAccessExclusion(
                    f"|ex-{name}",
                    Place(f"ex-{name}"),
                    vpc=Known(f"|{name}" if name in world.vpcs else None),
                    subnet=Known(None if name in world.vpcs else f"|{name}"),
                )
                for name in world.exclusions
            ),
            service_resources={
                "|called": ServiceResource(
                    "|called",
                    Place("called"),
                    service=world.service,
                    arn=Known(arn(world, "this")[0]),
                    region=self.value(world.called_region or None, "called_region"),
                    private=self.value(world.private_api, "private_api"),
                )
            },
        )

    def _vpc(self, name: str) -> Vpc:
        world = self.world
        return Vpc(
            f"|{name}",
            Place(name),
            cidrs=Items.of(world.vpcs[name]),
            default=Known(False),
            tenancy=Known("default"),
            dns_support=self.value(world.dns_support, "dns_support"),
            dns_hostnames=self.value(world.dns_hostnames, "dns_hostnames"),
            other_dns_servers=self.value(world.other_servers, "other_servers"),
            region=Known(world.vpc_region or None),
            more=HIDDEN if ("endpoints", "more") in self.hidden else None,
        )

    def _subnet(self, name: str) -> Subnet:
        return dataclasses.replace(super()._subnet(name), vpc=Known(f"|{self.world.subnet_vpc[name]}"))

    def _table(self, name: str) -> RouteTable:
        return dataclasses.replace(super()._table(name), vpc=Known(f"|{_TABLES[name]}"), main=Known(False))

    def _target(self, route: TableRoute) -> RouteTarget:
        kind, name = route.target
        return RouteTarget("VPC peering connection" if kind == "peering" else kind, f"|{name}" if name else None)

    def _nat(self, name: str, nat: Nat) -> NatGateway:
        return NatGateway(
            f"|{name}",
            Place(name),
            subnet=Known(None) if nat.regional else self.value(f"|{nat.subnet}", "nats", name, "subnet"),
            connectivity=self.value("public" if nat.public else "private", "nats", name, "public"),
            regional=Known(nat.regional),
            elastic_ip=Known(nat.public and not nat.regional),
        )

    def _endpoint(self, name: str, endpoint: ServiceEndpoint) -> VpcEndpoint:
        statements = [Known(each) for each in _statements(self.world, endpoint)]
        policy = self.value(bool(endpoint.policy), "endpoints", name, "policy")
        return VpcEndpoint(
            f"|{name}",
            Place(name),
            vpc=Known(f"|{endpoint.vpc}"),
            service=Known(f"com.amazonaws.{HOME if self.world.settled else 'region'}.{endpoint.service}"),
            service_code=Known(endpoint.service),
            kind=Known("Gateway" if endpoint.gateway else "Interface"),
            region=HOME if self.world.settled else None,
            subnets=self.items((Known(f"|{each}") for each in endpoint.subnets), "endpoints", name, "subnets"),
            security_groups=self.items((Known(f"|{each}") for each in endpoint.groups), "endpoints", name, "groups"),
            route_tables=self.items((Known(f"|{each}") for each in endpoint.tables), "endpoints", name, "tables"),
            private_dns=self.value(endpoint.private_dns, "endpoints", name, "private_dns"),
            policy=policy,
            statements=Items(more=policy) if isinstance(policy, Unknown) else Items(tuple(statements)),
            made=Known(True),
        )


def arn(world: ServiceWorld, which: str) -> list[str]:
    """The ARNs of what is called, or of another resource, and of all that is in it."""
    name = {"this": "orders", "other": "tickets"}[which]
    home = f"{world.called_region or '*'}:{_ACCOUNT}"
    return {
        "sqs": [f"arn:aws:sqs:{home}:{name}"],
        "s3": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
        "dynamodb": [f"arn:aws:dynamodb:{home}:table/{name}", f"arn:aws:dynamodb:{home}:table/{name}/*"],
        "execute-api": [f"arn:aws:execute-api:{home}:{name}/*"],
    }[world.service]


def _role_statement(world: ServiceWorld) -> PolicyStatement:
    """The function may do everything with what it calls, or with all of the service."""
    prefix = world.service
    resources = arn(world, "this") if world.named else ["*"]
    return PolicyStatement(Known("Allow"), actions=Items.of([f"{prefix}:*"]), resources=Items.of(resources))


def _statements(world: ServiceWorld, endpoint: ServiceEndpoint) -> list[PolicyStatement]:
    everything = PolicyStatement(
        Known("Allow"), actions=Items.of("*"), resources=Items.of("*"), principals=Items.of("*")
    )
    if endpoint.policy == "another service":
        return [dataclasses.replace(everything, actions=Items.of(["ec2:*"]))]
    if endpoint.policy in ("everything", ""):
        return [everything] if endpoint.policy else []
    _, _, which = endpoint.policy.rpartition("all but ")
    some = (
        dataclasses.replace(everything, resources=Items.of(arn(world, which))) if which in ("this", "other") else None
    )
    if endpoint.policy in ("this", "other"):
        return [some] if some else []
    denied = dataclasses.replace(some or everything, effect=Known("Deny"))
    return [everything, denied] if some else [denied]


def service_facts(world: ServiceWorld) -> list[tuple[Any, ...]]:
    """The paths of all facts that can be hidden."""
    found: list[tuple[Any, ...]] = [
        *[("dns_support",), ("dns_hostnames",), ("other_servers",), ("blocked",), ("called_region",)],
        *[("source_groups", "more"), ("function_subnets", "more"), ("gateways", "igw"), ("endpoints", "more")],
        *[("lists", "p", "more"), ("nats", "nat", "public")],
    ]
    if world.service == "execute-api":
        found.append(("private_api",))
    if not world.nats["nat"].regional:
        found.append(("nats", "nat", "subnet"))
    for subnet in ("a", "b", "n", "e"):
        found += [("subnet_acl", subnet), ("subnet_table", subnet), ("subnet_cidr", subnet)]
    for name, endpoint in world.endpoints.items():
        parts = ["tables"] if endpoint.gateway else ["subnets", "groups"]
        found += [("endpoints", name, part, "more") for part in parts] + [("endpoints", name, "policy")]
        if not endpoint.gateway:
            found.append(("endpoints", name, "private_dns"))
    for direction in ("ingress", "egress"):
        for name, rules in getattr(world, direction).items():
            found.append((direction, name, "more"))
            found += [(direction, name, i, what) for i in range(len(rules)) for what in ("peer", "ports", "protocol")]
    for direction in ("inbound_entries", "outbound_entries"):
        for name, entries in getattr(world, direction).items():
            found.append((direction, name, "more"))
            parts = ["number", "action", "protocol", "ports", "cidr"]
            found += [(direction, name, i, what) for i in range(len(entries)) for what in parts]
    for name, routes in world.routes.items():
        found.append(("routes", name, "more"))
        found += [("routes", name, i, what) for i in range(len(routes)) for what in ("destination", "target")]
    return found


def service_completion(world: ServiceWorld, hidden: Iterable[tuple[Any, ...]], random: Random) -> ServiceWorld:
    """A network that agrees with the other on all facts that are not hidden."""
    made = copy.deepcopy(world)
    for path in sorted(hidden, key=str):
        _redraw(made, path, random)
    return made


def _redraw(world: ServiceWorld, path: tuple[Any, ...], random: Random) -> None:
    what, *rest = path
    if what in ("dns_support", "dns_hostnames", "other_servers", "private_api"):
        setattr(world, what, random.random() < 0.5)
    elif what == "blocked":
        world.blocked = random.choice(_MODES)
    elif what == "called_region":
        world.called_region = random.choice(["", HOME, ABROAD])
    elif what == "source_groups":
        world.source_groups = sorted({*world.source_groups, *draw_groups(random)})
    elif what == "function_subnets":
        world.function_subnets = sorted({*world.function_subnets, *random.choice(["", "b", "e", "n"])})
    elif what == "gateways":
        world.gateways["igw"] = random.choice(["v1", "v2", ""])
    elif what == "lists":
        world.prefix_lists["p"] += random.sample(_PUBLIC, random.randint(0, 2))
    elif what == "nats":
        drawn = random.choice(["n", "a", "e"]) if rest[1] == "subnet" else random.random() < 0.5
        setattr(world.nats["nat"], rest[1], drawn)
    elif what in ("subnet_acl", "subnet_table", "subnet_cidr"):
        drawn = {
            "subnet_acl": random.choice(["open", "own", "other"]),
            "subnet_table": random.choice(["t1", "t2", "tn"]),
            "subnet_cidr": _SUBNETS[rest[0]][1].replace(".0/30", random.choice([".0/30", ".8/30"])),
        }[what]
        getattr(world, what)[rest[0]] = drawn
    elif what == "endpoints":
        _redraw_endpoint(world, rest, random)
    else:
        _redraw_lists(world, what, rest, random)


def _redraw_lists(world: ServiceWorld, what: str, rest: list[Any], random: Random) -> None:
    if what in ("ingress", "egress"):
        redraw_rules(world, getattr(world, what)[rest[0]], rest[1:], random)
    elif what in ("inbound_entries", "outbound_entries"):
        redraw_entries(world, getattr(world, what)[rest[0]], rest[1:], random)
    else:
        _redraw_routes(world.routes[rest[0]], rest[0], rest[1:], random)


def _redraw_endpoint(world: ServiceWorld, rest: list[Any], random: Random) -> None:
    if rest == ["more"]:
        for name in ("near", "far"):
            if name not in world.endpoints and random.random() < 0.5:
                world.endpoints[name] = draw_endpoint(world, random, name)
        return
    endpoint, part = world.endpoints[rest[0]], rest[1]
    if part == "policy":
        endpoint.policy = random.choice([*POLICIES])
    elif part == "private_dns":
        endpoint.private_dns = random.random() < 0.5
    elif part == "subnets":
        endpoint.subnets = sorted({*endpoint.subnets, *random.choice(["", "a", "e"] if endpoint.vpc == "v1" else [""])})
    elif part == "groups":
        endpoint.groups = sorted({*endpoint.groups, *draw_groups(random)})
    else:
        endpoint.tables = sorted({*endpoint.tables, random.choice(["t1", "t2", "tn"])})


def _redraw_routes(routes: list[TableRoute], table: str, rest: list[Any], random: Random) -> None:
    drawn = _route(random, table)
    taken = drawn.destination in {route.destination for route in routes}
    if rest == ["more"]:
        # The engine takes it that nobody parts the internet out of sight, where a default route is in the scan.
        parts = drawn.destination in _PUBLIC and any(route.destination == _EVERYWHERE for route in routes)
        routes += [] if taken or parts else [drawn]
    elif rest[1] == "target":
        routes[rest[0]].target = drawn.target
    elif not taken:
        routes[rest[0]].destination = drawn.destination
