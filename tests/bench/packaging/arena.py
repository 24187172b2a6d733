"""Sets both sides up: projects of the same functions, each with an embedded AWS and a counting proxy of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from embedded.lifecycle.environment import ACCOUNT, REGION
from tests.contract.embedded_server import EmbeddedServer
from tests.ports import free_port

from ..running import Shell
from ..traffic import CountingProxy
from .contenders import Contender, Store
from .functions import KINDS, POWERTOOLS_VERSIONS, Function
from .kit_form import ROOT, KitProject
from .sam_form import RUNTIME, CloudFormationPackage, SamProject

_SAM, _AWS, _UV = ROOT / ".envs/sam/bin/sam", ROOT / ".envs/awscli/bin/aws", ROOT / ".venv/bin/uv"
_SAM_BUCKET, _AWS_BUCKET = "packaged-by-sam", "packaged-by-aws"


@dataclass(frozen=True)
class Arena:
    """Both projects, written and deployable, and who stands for them."""

    kit: KitProject
    sam: SamProject
    aws: CloudFormationPackage
    kit_side: Contender
    sam_side: Contender
    aws_store: Store


@contextmanager
def arena(work: Path, functions: Sequence[Function], python: Path, tell: Callable[[str], None]) -> Iterator[Arena]:
    """Set up in ``work`` and stop everything afterwards; environments that are there are used again.

    ``python`` is an environment of the runtime's version with pip, for SAM.
    """
    with ExitStack() as stack:
        tell(f"setting up {len(functions)} functions")
        kit, kit_side = _kit(work, functions, stack)
        server = EmbeddedServer(work / "sam-state").start()
        stack.callback(server.stop)
        proxy = stack.enter_context(CountingProxy(server.port).running())
        shell = Shell(work / "sam", _sam_variables(work, python, proxy.port))
        sam = SamProject(shell, _SAM, functions, _SAM_BUCKET)
        sam.write()
        sam_store, aws_store = (Store(server.client("s3"), name) for name in (_SAM_BUCKET, _AWS_BUCKET))
        for store in (sam_store, aws_store):
            store.make()
        sam_side = Contender("sam", sam, sam_store, proxy)
        for side in (kit_side, sam_side):
            side.start_over()  # an earlier run with the same folder must not help this one
        yield Arena(kit, sam, CloudFormationPackage(sam, _AWS, _AWS_BUCKET), kit_side, sam_side, aws_store)


def _kit(work: Path, functions: Sequence[Function], stack: ExitStack) -> tuple[KitProject, Contender]:
    port = free_port()
    proxy = stack.enter_context(CountingProxy(port).running())
    variables = {
        "STACKYARD_LOCAL_PORT": str(port),
        "STACKYARD_LOCAL_STATE": str(work / "kit-state"),
        "STACKYARD_CACHE": str(work / "kit-cache"),
    }
    kit = KitProject(Shell(work / "kit", variables), functions, proxy.port)
    kit.write()
    stack.callback(kit.stop)
    kit.deploy()
    options: dict[str, Any] = {
        "endpoint_url": f"http://127.0.0.1:{port}",
        "region_name": REGION,
        "aws_access_key_id": ACCOUNT,
        "aws_secret_access_key": ACCOUNT,
    }
    found = boto3.client("cloudformation", **options).describe_stacks(StackName="stackyard-local-foundation-base")
    outputs = {one["OutputKey"]: one["OutputValue"] for one in found["Stacks"][0]["Outputs"]}
    return kit, Contender("kit", kit, Store(boto3.client("s3", **options), outputs["ArtifactsBucket"]), proxy)


def _sam_variables(work: Path, python: Path, port: int) -> dict[str, str]:
    """What SAM and the AWS CLI need: where AWS is, a Python of the runtime's version with pip, no telemetry."""
    return {
        "PATH": f"{python / 'bin'}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "SAM_CLI_TELEMETRY": "0",
        "__SAM_CLI_APP_DIR": str(work / "sam-settings"),
    }


def python_with_pip(work: Path) -> Path:
    """Make an environment of the runtime's version in ``work``, with pip, which SAM needs."""
    place = work / "sam-python"
    if not (place / "bin/python").is_file():
        runtime = str(ROOT / ".envs" / RUNTIME / "bin/python")
        Shell(ROOT).run(str(_UV), "venv", "--quiet", "--seed", "--python", runtime, str(place))
    return place


def warm_wheel_caches(work: Path, environment: Path) -> None:
    """Let pip and uv fetch every wheel once, so that no case depends on the network's speed."""
    python, shell = str(environment / "bin/python"), Shell(ROOT)
    for lines in sorted(
        {one.requirements(version) for one in _of_each_kind() for version in POWERTOOLS_VERSIONS} - {""}
    ):
        with tempfile.TemporaryDirectory(dir=work) as folder:
            listed = Path(folder) / "requirements.txt"
            listed.write_text(lines, encoding="utf-8")
            shell.run(python, "-m", "pip", "download", "--quiet", "--dest", f"{folder}/pip", "-r", str(listed))
            shell.run(
                str(_UV), "pip", "install", "--quiet", "--no-deps", "--python", python,
                "--target", f"{folder}/uv", "-r", str(listed),
            )  # fmt: skip


def _of_each_kind() -> list[Function]:
    return [Function(kind.name, kind) for kind in KINDS]
