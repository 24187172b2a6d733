"""What a running deployment shows on a real terminal, and what it leaves behind, over the embedded AWS."""

from __future__ import annotations

import codecs
import json
import os
import pty
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from stackyard.target import ROOT

from tests.contract.embedded_server import EmbeddedServer
from tests.contract.test_kit_deployment import BROKEN, DATA, Kit
from tests.contract.test_kit_graph import PATIENT, Playbook
from tests.fakes.terminal import Terminal
from tests.patience import PATIENCE_SECONDS


@pytest.fixture
def kit(repaired: EmbeddedServer) -> Kit:
    return Kit(repaired)


@dataclass
class Shown(Playbook):
    """A playbook on a terminal of its own, which leaves a report behind."""

    bodies: dict[str, str] = field(default_factory=dict)
    text: str = ""
    decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    ours: int = -1

    @property
    def report(self) -> Path:
        return self.folder / "reports/localhost-deploy.html"

    @property
    def durations(self) -> Path:
        return self.folder / "durations.json"

    def play(self, names: list[str]) -> dict[str, Any]:
        play = super().play(names)
        given = {"report": str(self.report), "durations_file": str(self.durations), "caller": "arn:aws:iam::1:user/me"}
        play["tasks"][0]["stackyard_deploy"] |= given
        return play

    def show(self) -> subprocess.Popen[bytes]:
        (self.folder / "hosts.yml").write_text("all: {hosts: {localhost: {ansible_connection: local}}}")
        (self.folder / "deploy.yml").write_text(yaml.safe_dump([self.written()]))
        self.ours, theirs = pty.openpty()
        try:
            return subprocess.Popen(
                [ROOT / ".venv/bin/ansible-playbook", "-i", self.folder / "hosts.yml", self.folder / "deploy.yml"],
                cwd=ROOT,
                env=os.environ | {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "ANSIBLE_NOCOLOR": "1", "TERM": "xterm"},
                stdin=subprocess.DEVNULL,
                stdout=theirs,
                stderr=theirs,
                start_new_session=True,
            )
        finally:
            os.close(theirs)

    def written(self) -> dict[str, Any]:
        for name, body in self.bodies.items():
            (self.folder / f"{name}.yaml").write_text(body)
        play = self.play(list(self.bodies))
        del play["tasks"][0]["stackyard_deploy"]["systems"][0]["stacks"][-1]["parameters"]
        return play

    def read(self) -> bytes:
        try:
            found = os.read(self.ours, 65_536)
        except OSError:  # how a terminal says that nobody writes to it any more
            found = b""
        self.text += self.decoder.decode(found)  # what is read may end within a character
        return found

    def until(self, text: str) -> None:
        while text not in self.text:
            assert self.read(), self.text

    def left(self) -> list[str]:
        """Read to the end; what stands on the screen then."""
        while self.read():
            pass
        os.close(self.ours)
        terminal = Terminal()
        terminal.write(self.text.replace("\r\n", "\n"))
        return terminal.shown


def test_interrupted_deployment__was_drawn_and_leaves_a_clean_screen_and_a_report(kit: Kit, tmp_path: Path) -> None:
    shown = Shown(kit, tmp_path, {"slow": PATIENT, "quick": DATA})
    with shown.show() as running:
        shown.until("  shop.slow   creating")
        shown.until("  shop.quick  created")
        running.send_signal(signal.SIGINT)
        left = shown.left()
        assert running.wait(timeout=PATIENCE_SECONDS) == 130
    assert not [line for line in left if "shop." in line]
    assert "stopped: nothing more is begun" in left[0]
    assert "interrupted" in left[-1]
    page = shown.report.read_text()
    assert "the run was stopped before its end" in page
    assert "shop.quick" in page
    assert list(json.loads(shown.durations.read_text())) == [shown.name("quick")]


def test_failed_deployment__leaves_a_report_that_its_error_names(kit: Kit, tmp_path: Path) -> None:
    shown = Shown(kit, tmp_path, {"broken": BROKEN, "quick": DATA})
    with shown.show() as running:
        left = shown.left()
        assert running.wait(timeout=PATIENCE_SECONDS) == 2
    assert f" report: {shown.report}" in " ".join(" ".join(left).split())  # the terminal is narrower than its path
    page = shown.report.read_text()
    assert "FAILED: Deployment of" in page
    assert "arn:aws:iam::1:user/me" in page
    assert page.count('class="badge failed"') >= 2
    assert 'class="badge created"' in page
