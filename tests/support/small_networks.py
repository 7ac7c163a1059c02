"""Draws small networks for the packet simulator, and gives the pack as much of them as it is to know."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

from lambdanet.model import (
    NatGateway,
    Network,
    NetworkAcl,
    NetworkAclAssociation,
    NetworkAclRule,
    Peer,
    Place,
    PrefixList,
    Route,
    RouteTable,
    RouteTableAssociation,
    RouteTarget,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    TransitGateway,
    TransitGatewayAttachment,
    TransitGatewayRoute,
    TransitGatewayRouteTable,
    Vpc,
    VpcPeering,
    Zone,
)
from lambdanet.values import Items, Known, Unknown, Value
from packet_simulator import AclEntry, GroupRule, HubRoute, TableRoute, World

HIDDEN = Unknown("hidden")
PORT = 5432

# Blocks by family: of each VPC, and of the subnets in it, which are as small as ones can be walked through.
_VPCS = {
    4: {"v1": "10.1.0.0/16", "v2": "10.2.0.0/16", "v3": "10.3.0.0/16"},
    6: {"v1": "2001:db8:1::/56", "v2": "2001:db8:2::/56", "v3": "2001:db8:3::/56"},
}
_SUBNETS = {
    4: {"a": ("v1", "10.1.1.0/30"), "b": ("v1", "10.1.2.0/30"), "c": ("v2", "10.2.1.0/30"), "n": ("v1", "10.1.9.0/30")},
    6: {
        "a": ("v1", "2001:db8:1:1::/126"),
        "b": ("v1", "2001:db8:1:2::/126"),
        "c": ("v2", "2001:db8:2:1::/126"),
        "n": ("v1", "2001:db8:1:9::/126"),
    },
}
_BLOCKS = {
    4: [
        *("0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.1.1.0/30", "10.1.2.0/30"),
        *("10.2.1.0/30", "10.1.1.0/31", "10.1.2.2/31", "10.2.1.0/31", "10.1.2.1/32", "10.1.0.0/22", "::/0"),
    ],
    6: [
        *("::/0", "::/0", "2001:db8::/32", "2001:db8:1::/56", "2001:db8:2::/56", "2001:db8:1:1::/126"),
        *("2001:db8:1:2::/126", "2001:db8:2:1::/126", "2001:db8:1:1::/127", "2001:db8:2:1::/127", "0.0.0.0/0"),
    ],
}
_TABLES = {"t1": "v1", "t2": "v1", "t3": "v2"}
_FAR = {4: ["0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/8", "172.16.0.0/12"], 6: ["::/0", "::/1", "2001:db8::/32"]}
# The subnets in which the VPCs are attached to the transit gateway, one in each zone. Nothing is in them.
_ATTACHED = {
    4: {
        "h1": ("v1", "10.1.8.0/30"),
        "h2": ("v1", "10.1.8.4/30"),
        "k1": ("v2", "10.2.8.0/30"),
        "k2": ("v2", "10.2.8.4/30"),
    },
    6: {
        "h1": ("v1", "2001:db8:1:8::/126"),
        "h2": ("v1", "2001:db8:1:8::4/126"),
        "k1": ("v2", "2001:db8:2:8::/126"),
        "k2": ("v2", "2001:db8:2:8::4/126"),
    },
}
_OTHER = {"v1": "v2", "v2": "v1"}
_PORTS = [
    *[(0, 65535)] * 4,
    *[(PORT, PORT)] * 3,
    *((443, 443), (1024, 65535), (1024, 65535), (32768, 65535), (5000, 6000), (1, PORT - 1), (1024, 40000)),
]
_PROTOCOLS = ["-1", "-1", "tcp", "tcp", "tcp", "tcp", "udp"]


def draw_world(random: Random) -> World:
    """A network of three VPCs with four subnets, one function and one resource."""
    family = random.choice([4, 4, 6])
    world = World(family=family, port=PORT)
    world.vpcs = {name: [cidr] for name, cidr in _VPCS[family].items()}
    for name, (vpc, cidr) in _SUBNETS[family].items():
        world.subnet_vpc[name], world.subnet_cidr[name] = vpc, cidr
    world.prefix_lists = {
        "p": random.sample(_BLOCKS[family], random.randint(0, 2)),
        **{vpc: random.sample(foreign_blocks(world, vpc), random.randint(0, 2)) for vpc in ("v1", "v2")},
        **{f"{vpc}+": random.sample(foreign_blocks(world, vpc), random.randint(0, 2)) for vpc in ("v1", "v2")},
    }
    draw_hub(world, random)
    world.peerings = {"x": random.choice([("v1", "v2"), ("v1", "v2"), ("v2", "v1"), ("v2", "v3")])}
    for name in ("g1", "g2", "g3"):
        world.ingress[name] = [draw_rule(world, random) for _ in range(random.choice([0, 1, 1, 2, 3]))]
        world.egress[name] = [draw_rule(world, random) for _ in range(random.choice([0, 1, 1, 2, 3]))]
    for name in ("open", "own", "other"):
        world.inbound_entries[name] = draw_entries(world, random, name)
        world.outbound_entries[name] = draw_entries(world, random, name)
    world.routes = {
        **{name: draw_routes(world, random, name) for name in _TABLES},
        "nat": [TableRoute(_FAR[family][0], ("internet gateway", ""))],
    }
    for name in world.subnet_vpc:
        world.subnet_acl[name] = random.choice(["open", "open", "own", "other"])
        world.subnet_table[name] = draw_table(world, random, name)
    world.subnet_table["n"] = "nat"
    for name in _ATTACHED[family]:
        world.subnet_acl[name], world.subnet_table[name] = "open", "attached"
    world.routes["attached"] = []
    world.source_subnet = "a"
    world.target_subnet = random.choice(["a", "b", "b", "c", "c"])
    world.source_groups = draw_groups(random)
    world.target_groups = draw_groups(random)
    return world


def draw_hub(world: World, random: Random) -> None:
    """A transit gateway, to which one of the VPCs or both are attached."""
    for name in world.subnet_vpc:
        world.subnet_zone[name] = random.choice(["z1", "z1", "z2"])
    for name, (vpc, cidr) in _ATTACHED[world.family].items():
        world.subnet_vpc[name], world.subnet_cidr[name] = vpc, cidr
        world.subnet_zone[name] = f"z{name[-1]}"
        if random.random() < 0.8:
            world.attached_subnets.setdefault(vpc, []).append(name)
    world.hub_references = random.random() < 0.5
    world.between_regions = random.random() < 0.2
    for vpc, other in _OTHER.items():
        world.hub_table[vpc] = random.choice(["", f"r{vpc}", f"r{vpc}", f"r{vpc}", f"r{vpc}"])
        world.hub_propagations[f"r{vpc}"] = random.choice([[], [other], [other], ["v1", "v2"]])
        world.hub_routes[f"r{vpc}"] = []
        for _ in range(random.choice([0, 0, 1, 2])):
            add_hub_route(world, vpc, random)


def add_hub_route(world: World, vpc: str, random: Random) -> None:
    """A static route in the table for what comes from a VPC."""
    routes = world.hub_routes[f"r{vpc}"]
    route = HubRoute(
        random.choice([*_FAR[world.family], *foreign_blocks(world, vpc)]), random.choice([_OTHER[vpc], ""])
    )
    if all(other.destination != route.destination for other in routes):
        routes.append(route)


def draw_groups(random: Random) -> list[str]:
    return random.sample(["g1", "g2", "g3"], random.choice([1, 1, 2]))


def draw_rule(world: World, random: Random) -> GroupRule:
    if random.random() < 0.35:
        return GroupRule("-1", 0, 65535, ("cidr", _BLOCKS[world.family][0]))
    first, last = draw_ports(world, random)
    return GroupRule(random.choice(_PROTOCOLS), first, last, draw_peer(world, random))


def draw_ports(world: World, random: Random) -> tuple[int, int]:
    first, last = random.choice(_PORTS)
    return (world.port, world.port) if first == last == PORT else (first, last)


def draw_block(world: World, random: Random) -> str:
    return random.choice([*_BLOCKS[world.family], *world.public_blocks])


def draw_peer(world: World, random: Random) -> tuple[str, str]:
    kind = random.choice(["cidr", "cidr", "group", "group", "list"])
    if kind == "cidr":
        return kind, draw_block(world, random)
    return (kind, random.choice(["g1", "g2", "g3"])) if kind == "group" else (kind, "p")


def draw_entries(world: World, random: Random, name: str) -> list[AclEntry]:
    everything = AclEntry(32000, "allow", "-1", 0, 65535, _BLOCKS[world.family][0])
    if name == "open":
        return [everything]
    numbers = random.sample(range(1, 9), random.choice([0, 1, 2, 3]))
    entries = [draw_entry(world, random, number) for number in numbers]
    return [*entries, everything] if random.random() < 0.6 else entries


def draw_entry(world: World, random: Random, number: int) -> AclEntry:
    first, last = draw_ports(world, random)
    cidr = draw_block(world, random)
    return AclEntry(number, random.choice(["allow", "allow", "deny"]), random.choice(_PROTOCOLS), first, last, cidr)


def draw_table(world: World, random: Random, subnet: str) -> str:
    return random.choice([name for name, vpc in _TABLES.items() if vpc == world.subnet_vpc[subnet]])


def draw_routes(world: World, random: Random, table: str) -> list[TableRoute]:
    routes: dict[str, TableRoute] = {}
    for _ in range(random.choice([0, 1, 2, 2, 3])):
        route = draw_route(world, random, table)
        routes[route.destination] = route
    return list(routes.values())


def draw_route(world: World, random: Random, table: str) -> TableRoute:
    """A route that AWS accepts: none of these targets may come before the local route. Each VPC has a prefix list."""
    own = _TABLES[table]
    destination = random.choice([*_FAR[world.family], *foreign_blocks(world, own), own, f"{own}+"])
    return TableRoute(destination, draw_target(world, random, own))


def foreign_blocks(world: World, own: str) -> list[str]:
    """Blocks of the other VPCs and their subnets."""
    vpcs = [cidr for name, cidr in _VPCS[world.family].items() if name != own]
    return [*vpcs, *vpcs, *(cidr for vpc, cidr in _SUBNETS[world.family].values() if vpc != own)]


def draw_target(world: World, random: Random, vpc: str) -> tuple[str, str]:
    # What reaches a VPC's IPv6 addresses from the internet is not a question of these hops.
    between = [("peering", "x"), ("peering", "x"), ("transit gateway", ""), ("transit gateway", "")]
    if world.family == 6:
        return random.choice(between)
    nat = [("NAT gateway", "n")] if world.subnet_vpc["n"] == vpc else []
    return random.choice([*between, ("internet gateway", ""), *nat])


class PartlyKnown:
    """What the pack knows of a network: all but the hidden facts.

    A fact is named by a path: ("subnet_cidr", "a"), ("egress", "g1", 0, "peer"), ("egress", "g1", "more"), ...
    """

    def __init__(self, world: World, hidden: Iterable[tuple[Any, ...]] = ()) -> None:
        self.world = world
        self.hidden = frozenset(hidden)

    def value(self, value: Any, *path: Any) -> Value[Any]:
        return HIDDEN if path in self.hidden else Known(value)

    def items(self, values: Iterable[Any], *path: Any) -> Items[Any]:
        return Items(tuple(values), HIDDEN if (*path, "more") in self.hidden else None)

    def network(self) -> Network:
        world = self.world
        tables = {name: self._table(name) for name in world.routes}
        return Network(
            vpcs={
                f"|{name}": Vpc(f"|{name}", Place(name), cidrs=Items.of(cidrs)) for name, cidrs in world.vpcs.items()
            },
            subnets={f"|{name}": self._subnet(name) for name in world.subnet_vpc},
            route_tables={f"|{name}": table for name, table in tables.items()},
            route_table_associations=tuple(
                RouteTableAssociation(
                    f"|rta-{subnet}",
                    Place(f"rta-{subnet}"),
                    table=self.value(f"|{table}", "subnet_table", subnet),
                    subnet=Known(f"|{subnet}"),
                )
                for subnet, table in world.subnet_table.items()
            ),
            nat_gateways={"|nat": NatGateway("|nat", Place("nat"), subnet=Known("|n"), connectivity=Known("public"))},
            peerings={
                f"|{name}": VpcPeering(
                    f"|{name}",
                    Place(name),
                    requester=Known(f"|{sides[0]}"),
                    accepter=self.value(f"|{sides[1]}", "peerings", name),
                    active=Known(True),
                    between_regions=Known(world.between_regions),
                )
                for name, sides in world.peerings.items()
            },
            transit_gateways={
                "|hub": TransitGateway(
                    "|hub",
                    Place("hub"),
                    default_association=Known(False),
                    default_propagation=Known(False),
                    group_references=Known(world.hub_references),
                )
            },
            transit_gateway_attachments={
                f"|at-{vpc}": TransitGatewayAttachment(
                    f"|at-{vpc}",
                    Place(f"at-{vpc}"),
                    gateway=Known("|hub"),
                    vpc=self.value(f"|{vpc}", "attached_vpc", vpc),
                    subnets=self.items((Known(f"|{name}") for name in names), "attached_subnets", vpc),
                )
                for vpc, names in world.attached_subnets.items()
            },
            transit_gateway_route_tables={f"|{name}": self._hub_table(name) for name in world.hub_routes},
            prefix_lists={
                f"|{name}": PrefixList(
                    f"|{name}",
                    Place(name),
                    entries=self.items((Known(cidr) for cidr in cidrs), "prefix_lists", name),
                )
                for name, cidrs in world.prefix_lists.items()
            },
            network_acls={
                f"|{name}": NetworkAcl(
                    f"|{name}",
                    Place(name),
                    ingress=self._entries("inbound_entries", name),
                    egress=self._entries("outbound_entries", name),
                )
                for name in world.inbound_entries
            },
            network_acl_associations=tuple(
                NetworkAclAssociation(
                    f"|acl-{subnet}",
                    Place(f"acl-{subnet}"),
                    acl=self.value(f"|{acl}", "subnet_acl", subnet),
                    subnet=Known(f"|{subnet}"),
                )
                for subnet, acl in world.subnet_acl.items()
            ),
            security_groups={
                f"|{name}": SecurityGroup(
                    f"|{name}",
                    Place(name),
                    default=Known(False),
                    ingress=self._rules("ingress", name),
                    egress=self._rules("egress", name),
                )
                for name in world.ingress
            },
            users=defaultdict(Items),
        )

    def _hub_table(self, name: str) -> TransitGatewayRouteTable:
        world = self.world
        routes = [
            TransitGatewayRoute(
                f"|{name}-{place}",
                Place(f"{name}-{place}"),
                table=Known(f"|{name}"),
                destination=self.value(route.destination, "hub_routes", name, place, "destination"),
                attachment=Known(f"|at-{route.vpc}" if route.vpc else None),
                blackhole=Known(not route.vpc),
            )
            for place, route in enumerate(world.hub_routes[name])
        ]
        associated = [vpc for vpc, table in world.hub_table.items() if table == name and vpc in world.attached_subnets]
        propagated = [vpc for vpc in world.hub_propagations[name] if vpc in world.attached_subnets]
        return TransitGatewayRouteTable(
            f"|{name}",
            Place(name),
            gateway=Known("|hub"),
            routes=self.items(map(Known, routes), "hub_routes", name),
            associations=self.items((Known(f"|at-{vpc}") for vpc in associated), "hub_table", name),
            propagations=self.items((Known(f"|at-{vpc}") for vpc in propagated), "hub_propagations", name),
        )

    def _subnet(self, name: str) -> Subnet:
        world = self.world
        cidr = self.value(world.subnet_cidr[name], "subnet_cidr", name)
        return Subnet(
            f"|{name}",
            Place(name),
            vpc=self.value(f"|{world.subnet_vpc[name]}", "subnet_vpc", name),
            cidr=cidr if world.family == 4 else Known(None),
            ipv6_cidr=cidr if world.family == 6 else Known(None),
            has_ipv4=Known(world.family == 4),
            has_ipv6=Known(world.family == 6),
            zone=self.value(Zone("name", world.subnet_zone[name]), "subnet_zone", name),
            default=Known(False),
        )

    def _table(self, name: str) -> RouteTable:
        routes = [
            Known(
                Route(
                    f"|{name}-{place}",
                    Place(f"{name}-{place}"),
                    table=Known(f"|{name}"),
                    destination=self.value(self._destination(route), "routes", name, place, "destination"),
                    target=self.value(self._target(route), "routes", name, place, "target"),
                )
            )
            for place, route in enumerate(self.world.routes[name])
        ]
        return RouteTable(f"|{name}", Place(name), routes=self.items(routes, "routes", name))

    def _destination(self, route: TableRoute) -> str:
        return f"|{route.destination}" if route.destination in self.world.prefix_lists else route.destination

    def _target(self, route: TableRoute) -> RouteTarget:
        kind, name = route.target
        if kind == "peering":
            return RouteTarget("VPC peering connection", f"|{name}")
        named = {"NAT gateway": "|nat", "transit gateway": "|hub"}
        return RouteTarget(kind, named.get(kind))

    def _entries(self, direction: str, name: str) -> Items[NetworkAclRule]:
        def entry(place: int, drawn: AclEntry) -> NetworkAclRule:
            path = (direction, name, place)
            return NetworkAclRule(
                f"|{name}-{place}",
                Place(f"{name}-{place}"),
                acl=Known(f"|{name}"),
                direction=Known(direction),
                number=self.value(drawn.number, *path, "number"),
                action=self.value(drawn.action, *path, "action"),
                protocol=self.value(drawn.protocol, *path, "protocol"),
                ports=self.value((drawn.first, drawn.last), *path, "ports"),
                cidr=self.value(drawn.cidr, *path, "cidr"),
            )

        drawn = getattr(self.world, direction)[name]
        return self.items((Known(entry(place, each)) for place, each in enumerate(drawn)), direction, name)

    def _rules(self, direction: str, name: str) -> Items[SecurityGroupRule]:
        def rule(place: int, drawn: GroupRule) -> SecurityGroupRule:
            path = (direction, name, place)
            return SecurityGroupRule(
                f"|{name}-{place}",
                Place(f"{name}-{place}"),
                group=Known(f"|{name}"),
                direction=Known(direction),
                protocol=self.value(drawn.protocol, *path, "protocol"),
                ports=self.value((drawn.first, drawn.last), *path, "ports"),
                peer=self.value(self._peer(drawn, name), *path, "peer"),
            )

        drawn = getattr(self.world, direction)[name]
        return self.items((Known(rule(place, each)) for place, each in enumerate(drawn)), direction, name)

    def _peer(self, rule: GroupRule, group: str) -> Peer:
        kind, name = rule.peer
        if kind == "group":
            return Peer("self", "self") if name == group else Peer("group", f"|{name}")
        return Peer("prefix list", f"|{name}") if kind == "list" else Peer("cidr", name)


def facts(world: World) -> list[tuple[Any, ...]]:
    """The paths of all facts that can be hidden."""
    found: list[tuple[Any, ...]] = [("target_subnet",), ("source_groups", "more"), ("target_groups", "more")]
    for subnet in ("a", world.target_subnet):
        found += [(name, subnet) for name in ("subnet_cidr", "subnet_acl", "subnet_table", "subnet_vpc")]
        found.append(("subnet_zone", subnet))
    found += [("peerings", "x"), ("prefix_lists", "p", "more")]
    for vpc in _OTHER:
        found += [("hub_propagations", f"r{vpc}", "more"), ("hub_routes", f"r{vpc}", "more")]
        found += [("hub_routes", f"r{vpc}", i, "destination") for i in range(len(world.hub_routes[f"r{vpc}"]))]
        if vpc in world.attached_subnets:
            found += [("attached_subnets", vpc, "more"), ("attached_vpc", vpc)]
    for direction in ("ingress", "egress"):
        for name, rules in getattr(world, direction).items():
            found.append((direction, name, "more"))
            found += [(direction, name, i, what) for i in range(len(rules)) for what in ("peer", "ports", "protocol")]
    for direction in ("inbound_entries", "outbound_entries"):
        for name, entries in getattr(world, direction).items():
            found.append((direction, name, "more"))
            parts = ("number", "action", "protocol", "ports", "cidr")
            found += [(direction, name, i, what) for i in range(len(entries)) for what in parts]
    for name in _TABLES:
        found.append(("routes", name, "more"))
        found += [
            ("routes", name, i, what) for i in range(len(world.routes[name])) for what in ("destination", "target")
        ]
    return found


def completion(world: World, hidden: Iterable[tuple[Any, ...]], random: Random) -> World:
    """A network that agrees with the other on all facts that are not hidden."""
    made = copy.deepcopy(world)
    for path in sorted(hidden, key=str):
        _redraw(made, path, random)
    return made


def _redraw(world: World, path: tuple[Any, ...], random: Random) -> None:
    what, *rest = path
    if what in ("attached_vpc", "subnet_vpc"):
        return  # a subnet's block shows its VPC in these networks, and so that of an attachment: it is only hidden
    if what in ("hub_propagations", "hub_routes", "attached_subnets", "subnet_zone"):
        _redraw_hub(world, what, rest, random)
    elif what == "target_subnet":
        world.target_subnet = random.choice(["a", "b", "c"])
    elif what in ("source_groups", "target_groups"):
        setattr(world, what, sorted({*getattr(world, what), *draw_groups(random)}))
    elif what == "subnet_cidr":
        base = _SUBNETS[world.family][rest[0]][1]
        world.subnet_cidr[rest[0]] = random.choice([base, base.replace(":1::/", ":1::8/").replace(".0/30", ".8/30")])
    elif what == "subnet_acl":
        world.subnet_acl[rest[0]] = random.choice(["open", "own", "other"])
    elif what == "subnet_table":
        world.subnet_table[rest[0]] = draw_table(world, random, rest[0])
    elif what == "peerings":
        world.peerings["x"] = (world.peerings["x"][0], random.choice(["v1", "v2", "v3"]))
    elif what == "prefix_lists":
        world.prefix_lists["p"] += random.sample(_BLOCKS[world.family], random.randint(0, 2))
    elif what in ("ingress", "egress"):
        redraw_rules(world, getattr(world, what)[rest[0]], rest[1:], random)
    elif what in ("inbound_entries", "outbound_entries"):
        redraw_entries(world, getattr(world, what)[rest[0]], rest[1:], random)
    else:
        _redraw_route(world, rest[0], rest[1:], random)


def _redraw_hub(world: World, what: str, rest: list[Any], random: Random) -> None:
    name = rest[0]
    if what == "subnet_zone":
        world.subnet_zone[name] = random.choice(["z1", "z2"])
    elif what == "attached_subnets":
        own = [subnet for subnet, (vpc, _) in _ATTACHED[world.family].items() if vpc == name]
        world.attached_subnets[name] = sorted({*world.attached_subnets[name], random.choice(own)})
    elif what == "hub_propagations":
        world.hub_propagations[name] = sorted({*world.hub_propagations[name], *random.choice([[], ["v1"], ["v2"]])})
    elif rest[1] == "more":
        add_hub_route(world, name[1:], random)
    else:
        taken = {route.destination for route in world.hub_routes[name]}
        drawn = random.choice([*_FAR[world.family], *foreign_blocks(world, name[1:])])
        if drawn not in taken:
            world.hub_routes[name][rest[1]].destination = drawn


def redraw_rules(world: World, rules: list[GroupRule], rest: list[Any], random: Random) -> None:
    if rest == ["more"]:
        rules += [draw_rule(world, random) for _ in range(random.randint(0, 2))]
        return
    rule, drawn = rules[rest[0]], draw_rule(world, random)
    if rest[1] == "ports":
        rule.first, rule.last = drawn.first, drawn.last
    else:
        setattr(rule, rest[1], getattr(drawn, rest[1]))


def redraw_entries(world: World, entries: list[AclEntry], rest: list[Any], random: Random) -> None:
    free = sorted({*range(1, 12), 32001} - {entry.number for entry in entries})
    if rest == ["more"]:
        numbers = random.sample(free, random.randint(0, 2))
        entries += [draw_entry(world, random, number) for number in numbers]
        return
    entry, drawn = entries[rest[0]], draw_entry(world, random, random.choice(free))
    if rest[1] == "ports":
        entry.first, entry.last = drawn.first, drawn.last
    else:
        setattr(entry, rest[1], getattr(drawn, rest[1]))


def _redraw_route(world: World, table: str, rest: list[Any], random: Random) -> None:
    routes = world.routes[table]
    drawn = draw_route(world, random, table)
    if rest == ["more"] or rest[1] == "destination":
        if drawn.destination in {route.destination for route in routes}:
            return
        if rest == ["more"]:
            routes.append(drawn)
        else:
            routes[rest[0]].destination = drawn.destination
    else:
        route = routes[rest[0]]
        route.target = draw_target(world, random, _TABLES[table])
