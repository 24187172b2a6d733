"""A package index on the loopback interface: uv looks closer at what an index offers than at files in a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest


class _Index(SimpleHTTPRequestHandler):
    """Serves the files of a folder, and below ``/simple/`` a page for each package with their hashes.

    Who asks for ``refused`` lacks credentials; who asks for ``awaited`` waits, and leaves the file ``asked``.
    """

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        if parts[0] != "simple":
            super().do_GET()
            return
        if parts[-1] == "awaited":
            (Path(self.directory) / "asked").touch()
            self.rfile.read()  # until uv is gone
            return
        if parts[-1] == "refused":
            self.send_error(401)
            return
        page = "".join(self._links(parts[-1]))
        if not page:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(page.encode())

    def _links(self, package: str) -> Iterator[str]:
        for path in sorted(Path(self.directory).glob(f"{package}-*")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield f'<a href="/{path.name}#sha256={digest}">{path.name}</a>\n'

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "index"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Index, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        for name in ("UV_OFFLINE", "UV_FIND_LINKS", "UV_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{server.server_port}/simple")
        monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv-cache"))
        yield folder
        server.shutdown()
