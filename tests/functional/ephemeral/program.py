"""A supervised run of small programs, for ``test_supervise``: ``program.py <folder> <up> <work> <remove>``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stackyard.ephemeral.supervise import Ears, Steps, supervise, take_away


def main(folder: Path, up: str, work: str, remove: str) -> int:
    def say(text: str) -> None:
        with (folder / "said").open("a", encoding="utf-8") as stream:
            stream.write(f"{text}\n")

    def child(script: str) -> subprocess.Popen[str]:
        return subprocess.Popen(["sh", "-c", script], cwd=folder, text=True)

    def removal() -> subprocess.Popen[str]:
        return subprocess.Popen(["sh", "-c", remove], cwd=folder, text=True, stdout=subprocess.PIPE, process_group=0)

    def forget() -> None:
        (folder / "forgotten").touch()

    steps = Steps(lambda: child(up), lambda: child(work), lambda: take_away(removal, say), forget)
    ended = supervise("kim", steps, Ears(say))
    (folder / "ended").write_text(ended.told("the command"), encoding="utf-8")
    return ended.code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
