"""From a save to the new answer: ``python -m tests.bench.watch`` saves files beside ``bin/watch`` and calls the API.

Deploys the repository's systems on an embedded AWS of its own and prints a Markdown table, in milliseconds: until
``bin/watch`` says so, and until a call of the API is answered anew. A plain call is there to compare with. A saved
shared module updates three functions; a cold start of the function is part of every new answer, with boto3 unless the
handler imports nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median, quantiles

from tests.checkout import checkout
from tests.e2e.environment import Environment, Student
from tests.watching import Watching, watching

_HANDLER = "lambdas/trainings/get_test/handler.py"
_SHARED = "lambdas/trainings/shared/trainings/access.py"
_FUNCTIONS_OF_SHARED = 3
_PLAIN = 'def handler(event, context):\n    return {{"statusCode": 200, "body": "{}"}}\n'
_MARKED = """
_handler = handler


def handler(event, context):
    return {{"statusCode": 200, "body": "{}"}} if _handler else {{}}
"""


class Bench:
    """An environment with ``bin/watch`` beside it."""

    def __init__(self, environment: Environment, student: Student, watch: Watching) -> None:
        self.environment, self.student, self.watch = environment, student, watch
        self.sources = {name: (environment.root / name).read_text() for name in (_HANDLER, _SHARED)}

    def call(self) -> str:
        return str(self.student.questions("linux", "test01").body)

    def plain_call(self, _number: int) -> tuple[float, ...]:
        return (_timed(self.call),)

    def handler(self, number: int) -> tuple[float, ...]:
        """Save a handler that answers with its own number."""
        return self._answered(self.sources[_HANDLER] + _MARKED.format(f"answer {number}"), f"answer {number}")

    def plain_handler(self, number: int) -> tuple[float, ...]:
        """Save a handler that imports nothing."""
        return self._answered(_PLAIN.format(f"plain {number}"), f"plain {number}")

    def _answered(self, source: str, answer: str) -> tuple[float, ...]:
        (self.environment.root / _HANDLER).write_text(source)
        began = time.monotonic()
        self.watch.updated()
        told = time.monotonic() - began
        while self.call() != answer:
            pass
        return told, time.monotonic() - began

    def shared(self, number: int) -> tuple[float, ...]:
        """Save a shared module that three functions import."""
        (self.environment.root / _SHARED).write_text(f"{self.sources[_SHARED]}\nADDED = {number}\n")
        began = time.monotonic()
        for _ in range(_FUNCTIONS_OF_SHARED):
            self.watch.updated()
        told = time.monotonic() - began
        self.call()
        return told, time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = Environment.embedded(folder, checkout(folder / "checkout"))
        try:
            environment.run("bin/deploy")
            student = environment.student("student01")
            with watching(environment.root, environment.variables) as watch:
                watch.until("watching")
                _report(Bench(environment, student, watch), runs)
        finally:
            environment.run("bin/local", "down", check=False)


def _report(bench: Bench, runs: int) -> None:
    print(f"| median of {runs}, ms | bin/watch says so | new answer | slowest tenth |\n|---|---:|---:|---:|")  # noqa: T201
    for what, measure in (
        ("a handler without imports", bench.plain_handler),
        ("a handler with boto3", bench.handler),
        ("a shared module of 3 functions with boto3", bench.shared),
    ):
        told, answered = zip(*[measure(number) for number in range(runs)], strict=True)
        print(f"| {what} saved | {_ms(told)} | {_ms(answered)} | {quantiles(answered, n=10)[-1] * 1000:.0f} |")  # noqa: T201
    plain = [bench.plain_call(number)[0] for number in range(runs)]
    print(f"| nothing saved, a call | | {_ms(plain)} | {quantiles(plain, n=10)[-1] * 1000:.0f} |")  # noqa: T201


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _ms(seconds: Iterable[float]) -> str:
    return f"{median(seconds) * 1000:.0f}"


if __name__ == "__main__":
    main()
