"""Checkov's Terraform parser, on given folders instead of every folder below one."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from checkov.terraform.module_loading.registry import module_loader_registry as default_registry
from checkov.terraform.tf_parser import TFParser


class FoldersParser(TFParser):
    """Parses the given folders with the local modules that they call.

    root: below which Checkov has put modules that it downloaded, in another run.
    """

    def __init__(self, root: str, folders: tuple[str, ...]) -> None:
        super().__init__()
        self.root = root
        self.folders = folders

    def parse_directory(self, directory: str, *arguments: Any, **named: Any) -> Any:
        """The definitions in the folders.

        Checkov begins by parsing every file below the folder, hidden ones too, to see which modules it could
        download: below this one there is none.
        """
        return super().parse_directory(os.devnull, *arguments, **named)

    def _parse_directory(
        self,
        include_sub_dirs: bool = True,
        module_loader_registry: Any = default_registry,
        dir_filter: Callable[[str], bool] = lambda _: True,
        vars_files: list[str] | None = None,
    ) -> None:
        # Modules that have been downloaded before lie in the scanned folder.
        self.directory = module_loader_registry.root_dir = self.root
        called: set[Any] = set()
        for folder in self.folders:
            dir_filter(folder)
            self._internal_dir_load(
                folder,
                module_loader_registry,
                dir_filter,
                called,
                vars_files=vars_files,
                excluded_paths=self.excluded_paths,
            )
        for key in called:
            self.out_definitions.pop(key, None)
