"""The calls of a snapshot as a shell script: the AWS CLI makes the same files with it, and nobody else connects."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lambdanet.snapshot.calls import GLOBAL, IN_EACH_REGION, Call, Each, hyphenated
from lambdanet.snapshot.snapshot_folder import RECORD_KEY

_BEGIN = """#!/bin/sh
# The network of an AWS account as files, as lambdanet snapshot takes it, by the AWS CLI alone. It only reads.
set -eu
umask 077
export AWS_PAGER=
{profile}into={folder}
regions={regions}
[ -n "$regions" ] || {{ echo "no Region: set AWS_REGION" >&2; exit 2; }}
export AWS_REGION="${{regions%% *}}" AWS_DEFAULT_REGION="${{regions%% *}}"
account=$(aws sts get-caller-identity --query Account --output text)
part=
trap '[ -z "$part" ] || rm -rf "$part"' EXIT

# begin FOLDER: what follows goes into it.
begin() {{
  place=$into/$account/$1
  [ ! -e "$place" ] || {{ echo "$place is there: remove it, or name another folder" >&2; exit 2; }}
  mkdir -p "$into/$account"
  part=$(mktemp -d "$into/$account/.$1.XXXXXX")
  began=$(date -u +%Y-%m-%dT%H:%M:%S+00:00)
  missing=
}}

# take FILE ARGUMENTS: a call and its file; where it is denied, the record says so.
take() {{
  name=$1
  shift
  if aws "$@" --output json >"$part/$name.json" 2>"$part/.why"; then return; fi
  rm -f "$part/$name.json"
  why=$(tr -d '\\\\"' <"$part/.why" | tr -s '[:cntrl:]' ' ' | cut -c -300)
  missing="$missing${{missing:+, }}\\"$name\\": \\"$why\\""
  echo "$name: $why" >&2
}}

# ids ARGUMENTS: the ids in an answer.
ids() {{
  aws "$@" --output text | tr '\\t' '\\n' | sed '/^None$/d' | sort -u
}}

# in_quotes: lines as JSON has them in a list.
in_quotes() {{
  sed 's/.*/"&"/' | paste -s -d, -
}}

# end REGION LIMIT: the record, and the folder takes its place.
end() {{
  rm -f "$part/.why"
  {{
    printf '{{"{record}": {{"Version": 1, "TakenAt": "%s", ' "$began"
    printf '"Account": "%s", "Region": "%s", %s"Missing": {{%s}}}}}}\\n' "$account" "$1" "$2" "$missing"
  }} >"$part/snapshot.json"
  mv "$part" "$place"
  part=
  echo "$place"
}}
"""
_NAMED_BY = {"DescribeVpcs": ("vpc-id", "Vpcs"), "DescribeSubnets": ("subnet-id", "Subnets")}
_LIMIT = """  vpcs=$({{ {vpcs}; }} | sort -u)
  [ -n "$vpcs" ] || {{ echo "$region has none of them" >&2; continue; }}
  listed=$(echo "$vpcs" | in_quotes)
  subnets=$({subnets} | in_quotes)
  vpcs=$(echo "$vpcs" | paste -s -d, -)
"""


def cli_script(
    folder: Path, profile: str | None, regions: Sequence[str], vpcs: Sequence[str], subnets: Sequence[str]
) -> str:
    """The script."""
    return "".join(_script(folder, profile, regions, vpcs, subnets))


def _script(
    folder: Path, profile: str | None, regions: Sequence[str], vpcs: Sequence[str], subnets: Sequence[str]
) -> Iterator[str]:
    yield _BEGIN.format(
        profile=f"export AWS_PROFILE={shlex.quote(profile)}\n" if profile else "",
        folder=shlex.quote(str(folder)),
        record=RECORD_KEY,
        regions=shlex.quote(" ".join(regions))
        if regions
        else '"${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || :)}}"',
    )
    wanted = {name: ids for name, ids in (("DescribeVpcs", vpcs), ("DescribeSubnets", subnets)) if ids}
    limited = bool(wanted)
    yield '\nfor region in $regions; do\n  export AWS_REGION="$region" AWS_DEFAULT_REGION="$region"\n'
    if limited:
        vpcs_of = (_found(operation, ids, "VpcId") for operation, ids in wanted.items())
        subnets_of = _found("DescribeSubnets", subnets, "SubnetId") if subnets else ":"
        yield _LIMIT.format(vpcs="; ".join(vpcs_of), subnets=subnets_of)
    yield '  begin "$region"\n'
    for call in IN_EACH_REGION:
        yield from _lines(call, limited, "  ")
    limit_line = '""'
    if limited:
        calls = ", ".join(f'\\"{call.command}\\"' for call in IN_EACH_REGION if call.vpc_filter)
        limit_line = (
            f'"\\"LimitedTo\\": {{\\"VpcIds\\": [$listed], \\"SubnetIds\\": [$subnets], \\"Calls\\": [{calls}]}}, "'
        )
    yield f'  end "$region" {limit_line}\ndone\n\nbegin global\n'
    for call in GLOBAL:
        yield from _lines(call, False, "")
    yield 'end global ""\n'


def _found(operation: str, ids: Sequence[str], wanted: str) -> str:
    """What prints the ids that the Region has of those that are asked for, or of their VPCs."""
    name, key = _NAMED_BY[operation]
    return f"ids ec2 {hyphenated(operation)} --filters Name={name},Values={','.join(ids)} --query '{key}[].{wanted}'"


def _words(call: Call, limited: bool) -> list[str]:
    """What comes after "aws", without what picks from the answer."""
    words = [call.service, call.command, *_options(call.arguments)]
    if limited and call.vpc_filter:
        words += [f"--{call.filters.lower()}", f"Name={call.vpc_filter},Values={{vpcs}}"]
    return words


def _lines(call: Call, limited: bool, indent: str) -> Iterator[str]:
    words = [*_words(call, limited), *(("--query", call.query) if call.query else ())]
    file = _quoted(call.file).replace("$id", "${id##*/}")
    line = f"take {file} {' '.join(map(_quoted, words))}\n"
    if call.each is None:
        yield indent + line
    else:
        yield f"{indent}for id in $({_ids(call.each, limited)} || :); do\n{indent}  {line}{indent}done\n"


def _ids(each: Each, limited: bool) -> str:
    """What prints the ids for which a call is made."""
    of = next(call for call in IN_EACH_REGION if call.operation == each.operation)
    line = f"ids {' '.join(map(_quoted, [*_words(of, limited), '--query', each.path]))}"
    return line if of.each is None else f"for id in $({_ids(of.each, limited)}); do {line}; done"


def _options(arguments: Mapping[str, Any]) -> Iterator[str]:
    for name, value in arguments.items():
        yield f"--{hyphenated(name)}"
        for each in value if isinstance(value, list) else [value]:
            yield f"Name={each['Name']},Values={','.join(each['Values'])}" if isinstance(each, Mapping) else str(each)


def _quoted(word: str) -> str:
    """A word for the shell, in which ``{id}`` and ``{vpcs}`` are its variables."""
    if "{id}" not in word and "{vpcs}" not in word:
        return shlex.quote(word)
    return '"' + word.replace("{id}", "$id").replace("{vpcs}", "$vpcs") + '"'
