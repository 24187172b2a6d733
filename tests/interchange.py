"""The invented shop laid out for other tools: a function in SAM form, one in plain form, a shared module, a package."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stackyard.compose import ComposedSystem
from stackyard.package.artifacts.staging import stage_all
from stackyard.package.contents.files import entry, function_entries, walk
from stackyard.package.contents.function import FunctionContent
from stackyard.package.contents.shared import SharedPackages
from stackyard.package.model import Entry, Platform

from tests.conftest import ROOT
from tests.repository import FRAGMENT
from tests.sam_form import sam_shop
from tests.unit.package.plans import Packages

PLATFORM = Platform("x86_64", "python3.13")
HANDLER = """
    import importlib.metadata
    import greeting
    from shop.prices import PRICE

    def {name}(event, context):
        return {{"says": greeting.TEXT, "price": PRICE, "version": importlib.metadata.version("greeting")}}
"""
OFFERS = """
    def handler(event, context):
        return {"statusCode": 200, "body": "offers"}
"""
ANSWER = {"says": "hello", "price": 5, "version": "1.0"}


@dataclass(frozen=True)
class StagedShop:
    """The composed system, the template of its one stack, and what each function's folder must hold."""

    root: Path
    composed: ComposedSystem
    contents: tuple[FunctionContent, ...]

    @property
    def template(self) -> Path:
        return Path(self.composed.stacks["api"].template)

    def files_of(self, function: str) -> dict[str, bytes]:
        """Give what the kit itself would ship, by name."""
        content = next(content for content in self.contents if content.function.name == function)
        packages = content.dependencies.entries() if content.dependencies else ()
        return {found.name: found.path.read_bytes() for found in (*content.own, *content.shared, *packages)}


def staged_shop(root: Path) -> StagedShop:
    """Write the system under ``root``, compose it, and lay its functions out."""
    repository = sam_shop(root)
    repository.write("lambdas/shop/buy/app.py", HANDLER.format(name="lambda_handler"))
    repository.write("lambdas/shop/sell/handler.py", OFFERS)
    repository.write("lambdas/shop/tell/handler.py", HANDLER.format(name="handler"))
    repository.write("lambdas/shop/tell/resources.yaml", FRAGMENT.replace("Buy", "Tell"))
    repository.write("lambdas/shop/shared/shop/__init__.py", "")
    repository.write("lambdas/shop/shared/shop/prices.py", "PRICE = 5\n")
    repository.write("packages/greeting/__init__.py", 'TEXT = "hello"\n')
    repository.write(
        "packages/greeting-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n"
    )
    composed, shared = repository.compose(), SharedPackages(root, "shop")
    packages = Packages("greeting", tuple(_entries(root / "packages")))
    contents = []
    for function in composed.functions.values():
        own = tuple(function_entries(Path(function.folder)))
        used = tuple(shared.entries([found.path for found in own if found.path.suffix == ".py"]))
        contents.append(FunctionContent(function, PLATFORM, own, used, packages if used else None))
    stage_all(contents, root / "build")
    return StagedShop(root, composed, tuple(contents))


def _entries(folder: Path) -> list[Entry]:
    return [entry(path.relative_to(folder).as_posix(), path) for path in walk(folder)]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def answer_of(folder: Path, handler: str) -> Any:
    """Call a handler as Lambda does: by the runtime's own Python, with nothing but the function's folder beside it."""
    module, name = handler.split(".")
    call = f"import {module}; print(json.dumps({module}.{name}({{}}, None)))"
    program = f"import json, sys; sys.path.insert(0, {str(folder)!r}); {call}"
    python = str(ROOT / ".envs/python3.13/bin/python")
    done = subprocess.run([python, "-I", "-B", "-S", "-c", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
