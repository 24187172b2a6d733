"""An account's bills behind HTTP: STS and Cost Explorer, as far as `bin/costs` asks them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ACCOUNT = "111122223333"
_IDENTITY = (
    "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::{account}:user/me</Arn>"
    "<UserId>me</UserId><Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
)


@dataclass
class Bills:
    """What was spent, as (day, service, environment, system, amount); ``asked`` are operations with what they asked."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    coming: dict[str, str] | None = None
    account: str = ACCOUNT
    refusal: tuple[str, str] | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    regions: set[str] = field(default_factory=set)

    def answer(self, operation: str, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.asked.append((operation, asked))
        if self.refusal:
            return 400, {"__type": self.refusal[0], "message": self.refusal[1]}
        return self._forecast() if operation == "GetCostForecast" else self._usage(asked)

    def _forecast(self) -> tuple[int, dict[str, Any]]:
        if self.coming is None:
            return 400, {"__type": "DataUnavailableException", "message": "Insufficient amount of historical data"}
        days = [{"TimePeriod": {"Start": day, "End": day}, "MeanValue": text} for day, text in self.coming.items()]
        return 200, {"ForecastResultsByTime": days}

    def _usage(self, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        wanted = asked.get("Filter", {}).get("Tags", {}).get("Values")
        tag = asked["GroupBy"][1]["Key"]
        period = asked["TimePeriod"]
        days: dict[str, list[dict[str, Any]]] = {}
        for day, service, environment, system, amount in self.rows:
            if period["Start"] <= day < period["End"] and (wanted is None or environment in wanted):
                keys = [service, f"{tag}${environment if tag.endswith('environment') else system}"]
                metrics = {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}
                days.setdefault(day, []).append({"Keys": keys, "Metrics": metrics})
        found = [
            {"TimePeriod": {"Start": day, "End": day}, "Estimated": True, "Total": {}, "Groups": groups}
            for day, groups in sorted(days.items())
        ]
        return 200, {"ResultsByTime": found}


@contextmanager
def serving(bills: Bills) -> Iterator[str]:
    """Serve the bills; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            target = self.headers.get("x-amz-target", "")
            bills.regions.add(self.headers["authorization"].split("/")[2])
            if target:
                status, document = bills.answer(target.partition(".")[2], json.loads(body))
                self._send(status, json.dumps(document).encode(), "application/x-amz-json-1.1")
            else:
                self._send(200, _IDENTITY.format(account=bills.account).encode(), "text/xml")

        def _send(self, status: int, content: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: Any) -> None:
            """Tests tell what was asked themselves."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
