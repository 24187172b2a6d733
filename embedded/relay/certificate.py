"""The relay's certificate: made at the first start of a state folder, by an authority that exists for it alone.

Programs that are to trust it get one file with all authorities that this machine trusts, and that one.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

NAMES = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificate:
    """`server` holds the key and the certificate, `trusted` every authority that a client is to trust."""

    server: Path
    trusted: Path

    def context(self) -> ssl.SSLContext:
        """What the server encrypts with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.server)
        return context


def certificate(folder: Path) -> Certificate:
    """The certificate kept in `folder`, made if there is none yet."""
    found = Certificate(folder / "server.pem", folder / "trusted.pem")
    if not (found.server.exists() and found.trusted.exists()):
        _make(found)
    return found


def _make(wanted: Certificate) -> None:
    import trustme  # noqa: PLC0415 - slow to import, and needed once in the life of a state folder

    authority = trustme.CA(organization_name="Stackyard, embedded AWS")
    wanted.server.parent.mkdir(parents=True, exist_ok=True)
    wanted.trusted.write_bytes(_authorities().read_bytes() + b"\n" + authority.cert_pem.bytes())
    wanted.server.touch(0o600)
    authority.issue_cert(*NAMES).private_key_and_cert_chain_pem.write_to_path(str(wanted.server))


def _authorities() -> Path:
    """Those of this machine; where its Python knows of none (macOS), those that the SDK of AWS ships."""
    return Path(ssl.get_default_verify_paths().cafile or str(files("botocore") / "cacert.pem"))
