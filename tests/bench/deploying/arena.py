"""Sets everybody up: the same system in each one's form, each with an embedded AWS of its own behind a slow proxy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from embedded.lifecycle.environment import ACCOUNT, REGION, ROOT
from tests.contract.embedded_server import EmbeddedServer

from ..measuring import Measurement, measured
from ..running import Cost, Shell
from ..traffic import CountingProxy
from .kit_form import ALONE, KitProject
from .loop_form import LoopProject
from .sam_form import SamProject
from .system import ENVIRONMENT

KIT, TASK, ENGINE, LOOP, SAM = "kit", "task", "engine", "loop", "sam"
SIDES = (KIT, TASK, ENGINE, LOOP, SAM)
_PLAYBOOK = (".venv/bin/ansible-playbook", "playbooks/deploy.yml", "-e", f"env={ENVIRONMENT}")
_TASK = (".venv/bin/ansible-playbook", f"playbooks/{ALONE}")
_ENGINE = (".venv/bin/python", "-m", "tests.bench.deploying.engine")


class Project(Protocol):
    """The system in somebody's form."""

    def write(self) -> None:
        """Write everything that is deployed."""

    def edit(self, revision: int) -> None:
        """Change one stack."""

    def deploy(self) -> Cost:
        """Deploy everything."""

    def forget(self) -> None:
        """Forget what was kept from earlier runs on this machine."""


@dataclass(frozen=True)
class Contender:
    """One side of the comparison."""

    project: Project
    server: EmbeddedServer
    proxy: CountingProxy

    def start_over(self) -> None:
        """Forget everything, here and at AWS."""
        self.project.forget()
        self.server.stop()
        shutil.rmtree(self.server.state)
        self.server.start()

    def deploy(self) -> Measurement:
        """Deploy everything."""
        return measured(self.proxy, self.project.deploy)


@contextmanager
def arena(work: Path, names: Sequence[str], latency: float) -> Iterator[Mapping[str, Contender]]:
    """Set up those that are named, in ``work``, and stop everything afterwards; calls take ``latency`` seconds more.

    Whatever an earlier run has left in ``work`` is gone then.
    """
    with ExitStack() as stack:
        for name in names:
            shutil.rmtree(work / name, ignore_errors=True)
        yield {name: _contender(work / name, name, latency, stack) for name in names}


def _contender(work: Path, name: str, latency: float, stack: ExitStack) -> Contender:
    server = EmbeddedServer(work / "state").start()
    stack.callback(server.stop)
    proxy = stack.enter_context(CountingProxy(server.port, latency).running())
    project = _project(name, work, f"http://127.0.0.1:{proxy.port}", server)
    project.write()
    return Contender(project, server, proxy)


def _project(name: str, work: Path, endpoint: str, server: EmbeddedServer) -> Project:
    shell = Shell(work / "project", _variables(work, endpoint))
    if name == LOOP:
        return LoopProject(shell, REGION)
    if name == SAM:
        return SamProject(shell, ROOT / ".envs/sam/bin/sam", server.client("cloudformation"))
    return KitProject(shell, endpoint, {KIT: _PLAYBOOK, TASK: _TASK, ENGINE: (*_ENGINE, endpoint)}[name])


def _variables(work: Path, endpoint: str) -> dict[str, str]:
    """What everybody needs: where AWS is, and bytecode that may be kept, as it is wherever tools are installed."""
    return {
        "PYTHONDONTWRITEBYTECODE": "",
        "ANSIBLE_CONFIG": "ansible.cfg",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "STACKYARD_CACHE": str(work / "cache"),
        "SAM_CLI_TELEMETRY": "0",
        "__SAM_CLI_APP_DIR": str(work / "sam-settings"),
    }
