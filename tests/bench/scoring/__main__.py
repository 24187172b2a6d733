"""How the weekly job grows: ``python -m tests.bench.scoring`` scores 5,000, 10,000 and 20,000 submissions.

Deploys an environment of its own on an embedded AWS, writes the submissions of 2,000 students to ten tests straight
into the bucket, runs the job, and prints a Markdown table: seconds of the job, seconds until the last mail, AWS calls
by kind, peak memory of each function. One more row scores the fewest submissions with a quarter of the students, to
show that students who submitted nothing cost nothing.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.e2e.environment import Environment

TESTS = 10
QUESTIONS = [
    {"questionId": str(n), "question": f"Question {n}?", "answers": [{"answerId": c, "answerBody": c} for c in "abcd"]}
    for n in range(1, 11)
]
KEY = [{"questionId": str(n), "answer": "a"} for n in range(1, 11)]


@dataclass(frozen=True)
class Size:
    """One measurement: so many submissions, spread over the first students of so many, evenly over ten tests."""

    submissions: int
    students: int


@dataclass
class Figures:
    """What one measurement gave."""

    job_seconds: float
    mail_seconds: float
    calls: Counter[str]
    memory_mb: dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, nargs="+", default=[5_000, 10_000, 20_000])
    parser.add_argument("--students", type=int, default=2_000)
    options = parser.parse_args()
    sizes = [Size(count, options.students) for count in options.submissions]
    sizes.append(Size(min(options.submissions), max(options.students // 4, min(options.submissions) // TESTS)))
    with tempfile.TemporaryDirectory() as folder:
        environment = Environment.embedded(Path(folder))
        try:
            environment.run("bin/deploy", environment.name, timeout=900)
            rows = [(size, measure(environment, size, f"bench{index}")) for index, size in enumerate(sizes)]
        finally:
            environment.run("bin/local", "down", check=False)
    print(table(rows))  # noqa: T201 - the table is what this program is for


def measure(environment: Environment, size: Size, subject: str) -> Figures:
    """Publish and submit one size, run the job, wait for its mails."""
    bucket = environment.outputs("trainings", "data")["BucketName"]
    publish(environment, bucket, subject, size)
    environment.control("DELETE", "/permissions")
    with watched_memory(environment.target.endpoint_url) as memory:
        start = time.monotonic()
        run_job(environment)
        job = time.monotonic() - start
        wait_for_mails(environment)
        mails = time.monotonic() - start
    calls: Counter[str] = Counter()
    for one in environment.control("GET", "/permissions"):
        calls[one["action"]] += one["count"]
    return Figures(job, mails, calls, memory)


def publish(environment: Environment, bucket: str, subject: str, size: Size) -> None:
    """Write the class list, ten tests that are due, and the submissions."""
    s3 = environment.target.client("s3")
    due = (environment.target.now() - timedelta(minutes=1)).isoformat()
    listed = [{"student_id": f"s{n:05}", "email": f"s{n:05}@example.com"} for n in range(size.students)]
    per_test = size.submissions // TESTS
    documents: dict[str, Any] = {"studentsList.json": listed}
    for number in range(1, TESTS + 1):
        test = f"{subject}/test{number:02}"
        documents |= {
            f"{test}/questions.json": QUESTIONS,
            f"{test}/questionsKey.json": KEY,
            f"{test}/dueDate.json": {"due": due},
        }
        documents |= {f"{test}/s{n:05}/testResult.json": sheet(n + number) for n in range(per_test)}
    with ThreadPoolExecutor(16) as pool:
        list(
            pool.map(
                lambda item: s3.put_object(Bucket=bucket, Key=item[0], Body=json.dumps(item[1])), documents.items()
            )
        )


def sheet(seed: int) -> list[dict[str, str]]:
    """An answer sheet whose number of right answers depends on the seed."""
    return [{"questionId": str(n), "answer": "a" if (seed + n) % 3 else "b"} for n in range(1, 11)]


def run_job(environment: Environment) -> None:
    """Start the weekly job for now and wait for its end; nothing else is in the way of the time taken."""
    states = environment.target.client("stepfunctions")
    machine = environment.outputs("trainings", "scoring")["StateMachineArn"]
    at = environment.target.now().isoformat()
    started = states.start_execution(stateMachineArn=machine, input=json.dumps({"at": at}))
    while True:
        found = states.describe_execution(executionArn=started["executionArn"])
        if found["status"] != "RUNNING":
            break
        time.sleep(0.2)
    if found["status"] != "SUCCEEDED":
        raise SystemExit(f"the job ended {found['status']}: {found.get('error')} {found.get('cause')}")


def wait_for_mails(environment: Environment) -> None:
    """Wait until the mail queue holds nothing, waiting or in flight."""
    sqs = environment.target.client("sqs")
    url = environment.outputs("trainings", "scoring")["MailQueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    while any(int(n) for n in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values()):
        time.sleep(0.5)


@contextmanager
def watched_memory(endpoint_url: str) -> Iterator[dict[str, float]]:
    """Collect the peak resident memory (MB) of one embedded AWS's functions while the block runs."""
    peaks: dict[str, float] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.2):
            for name, peak in function_processes(endpoint_url):
                peaks[name] = max(peak, peaks.get(name, 0.0))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        done.set()
        watcher.join()


def function_processes(endpoint_url: str) -> Iterator[tuple[str, float]]:
    """Yield (function name, peak MB) of the processes that an embedded AWS runs functions in (Linux)."""
    ours = f"AWS_ENDPOINT_URL={endpoint_url}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
            if ours not in variables:
                continue
            name = next(v.split(b"=", 1)[1] for v in variables if v.startswith(b"AWS_LAMBDA_FUNCTION_NAME="))
            peak = next(line for line in (process / "status").read_text().splitlines() if line.startswith("VmHWM"))
        except (OSError, StopIteration):
            continue
        yield name.decode(), int(peak.split()[1]) / 1024


def table(rows: list[tuple[Size, Figures]]) -> str:
    """Render the measurements as Markdown."""
    kinds = sorted({kind for _, figures in rows for kind in figures.calls})
    heads = [f"{size.submissions:,} of {size.students:,} students" for size, _ in rows]
    lines = ["| | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(rows)]
    lines.append("| job, s | " + " | ".join(f"{f.job_seconds:.1f}" for _, f in rows) + " |")
    lines.append("| last mail, s | " + " | ".join(f"{f.mail_seconds:.1f}" for _, f in rows) + " |")
    lines += [f"| {kind} | " + " | ".join(f"{f.calls[kind]:,}" for _, f in rows) + " |" for kind in kinds]
    names = sorted({name for _, figures in rows for name in figures.memory_mb})
    lines += [
        f"| {name}, MB | " + " | ".join(f"{f.memory_mb.get(name, 0):.0f}" for _, f in rows) + " |" for name in names
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
