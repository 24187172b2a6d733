"""The process environment of the embedded AWS, built from scratch.

MiniStack reads dozens of variables and passes its own environment on; building it from nothing keeps a developer's
AWS profile, proxies and Python settings out of the server and out of the functions that it runs.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from embedded.partition import DEFAULT, VARIABLE, Partition

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "000000000000"
REGION = DEFAULT.region


def runtimes(root: Path = ROOT) -> dict[str, str]:
    """The Python of each function runtime that is set up, such as `{"python3.13": "/.../bin/python"}`."""
    found = {folder.name: folder / "bin/python" for folder in sorted((root / ".envs").glob("python3.*"))}
    return {name: str(python) for name, python in found.items() if os.access(python, os.X_OK)}


def server_environment(
    *, port: int, state: Path, partition: Partition = DEFAULT, smtp_port: int = 0, root: Path = ROOT
) -> dict[str, str]:
    """Every variable of a server process on `port` that keeps everything below the folder `state`.

    Without an `smtp_port` the server takes the one that it had before, or any.
    """
    temporary = state / "tmp"
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(state),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(root),
        "PYTHONUNBUFFERED": "1",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": partition.region,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": ACCOUNT,
        "AWS_DEFAULT_REGION": partition.region,
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(state / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state / "s3"),
        # Listeners of services that no system here uses must not take ports of this machine.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",
        "STACKYARD_STATE": str(state),
        VARIABLE: partition.name,
        "STACKYARD_SMTP_PORT": str(smtp_port or ""),
        "STACKYARD_RUNTIMES": json.dumps(runtimes(root)),
    }
