"""What a command cost, as the kernel tells it."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.bench.running import Shell
from tests.patience import PATIENCE_SECONDS

WORK = "import time; began = time.process_time()\nwhile time.process_time() - began < 0.5: pass"
LEFT = f"""
import os, subprocess, sys
if os.fork() == 0:
    subprocess.run([sys.executable, "-c", {WORK!r}])
    os._exit(0)
"""


def test_work_of_a_process_that_nobody_waits_for__counts_too(tmp_path: Path) -> None:
    assert Shell(tmp_path).run(sys.executable, "-c", LEFT).processor_seconds > 0.5


def test_process_that_goes_on__is_not_waited_for(tmp_path: Path) -> None:
    begun = f"['sleep', '{PATIENCE_SECONDS}'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL"
    program = f"import subprocess; print(subprocess.Popen({begun}).pid, file=open('pid', 'w'))"
    Shell(tmp_path).run(sys.executable, "-c", program)
    goes_on = int((tmp_path / "pid").read_text())
    assert os.waitpid(goes_on, os.WNOHANG) == (0, 0)
    os.kill(goes_on, signal.SIGKILL)
    os.waitpid(goes_on, 0)
