"""Checkov's parser of Terraform, held to one folder and the modules that it calls.

Checkov's own walks all that is below a folder, first to look for modules to download and then to read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkov.common.util.consts import DEFAULT_EXTERNAL_MODULES_DIR
from checkov.terraform.module_loading.registry import module_loader_registry
from checkov.terraform.tf_parser import TFParser


class OneFolderParser(TFParser):
    """Reads the files of a folder, and those of the modules that they call from the disk."""

    def parse_directory(
        self,
        directory: str,
        out_evaluations_context: Any = None,
        out_parsing_errors: Any = None,
        env_vars: Mapping[str, str] | None = None,
        download_external_modules: bool | None = False,
        external_modules_download_path: str = DEFAULT_EXTERNAL_MODULES_DIR,
        *_: Any,
        **__: Any,
    ) -> Any:
        """What the files define, by file and module."""
        path = external_modules_download_path
        self._init(directory, out_evaluations_context, out_parsing_errors, env_vars, False, path, None)
        self._parsed_directories.clear()
        module_loader_registry.root_dir = directory
        module_loader_registry.download_external_modules = False
        module_loader_registry.external_modules_folder_name = path
        module_loader_registry.module_content_cache = {}
        self._parse_directory(include_sub_dirs=False, dir_filter=self._check_process_dir)
        self._update_resolved_modules()
        return self.out_definitions
