"""File systems that functions mount, their access points and mount targets: EFS and S3 Files."""

from __future__ import annotations

from lambdanet.model import AccessPoint, FileSystem, MountTarget
from lambdanet.readers.blocks import Block
from lambdanet.readers.resources.collection import Collection, reads

_KINDS = {
    "aws_efs_file_system": "EFS file system",
    "AWS::EFS::FileSystem": "EFS file system",
    "aws_s3files_file_system": "S3 file system",
    "AWS::S3Files::FileSystem": "S3 file system",
}


@reads(*_KINDS)
def file_system(block: Block, collection: Collection) -> None:
    """A file system."""
    collection.file_systems.append(FileSystem(block.identity, block.place, kind=_KINDS[block.type]))


@reads("aws_efs_access_point", "AWS::EFS::AccessPoint", "aws_s3files_access_point", "AWS::S3Files::AccessPoint")
def access_point(block: Block, collection: Collection) -> None:
    """An access point."""
    point = AccessPoint(block.identity, block.place, file_system=block.resource("file_system_id"))
    collection.access_points.append(point)


@reads("aws_efs_mount_target", "AWS::EFS::MountTarget", "aws_s3files_mount_target", "AWS::S3Files::MountTarget")
def mount_target(block: Block, collection: Collection) -> None:
    """A mount target."""
    collection.mount_targets.append(
        MountTarget(
            block.identity,
            block.place,
            file_system=block.resource("file_system_id"),
            subnet=block.resource("subnet_id"),
            security_groups=block.resources("security_groups"),
        )
    )
