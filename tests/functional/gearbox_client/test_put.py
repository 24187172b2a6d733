"""Putting files: whatever they are called and whatever happens to them on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import time

import pytest

from tests.patience import PATIENCE_SECONDS

from .conftest import CLIENT, KEY, XML, Client, FakeGearbox, id_of, problem


def test_file__is_sent_with_its_size_and_type(client: Client, gearbox: FakeGearbox) -> None:
    client.write("page.html", b"<p>hello</p>")
    done = client.run("put", "page.html")
    assert (done.code, done.out, done.err) == (0, "sent  page.html\n", "")
    assert gearbox.contents == {"page.html": b"<p>hello</p>"}
    assert gearbox.asked == [{"name": "page.html", "size": 12, "type": "text/html"}]


def test_type_that_is_declared__counts(client: Client, gearbox: FakeGearbox) -> None:
    client.write("page.html")
    assert client.run("put", "--type=image/png", "page.html").code == 0
    assert gearbox.asked[0]["type"] == "image/png"


def test_names__arrive_so_that_they_can_be_shown_and_typed(client: Client, gearbox: FakeGearbox) -> None:
    names: dict[str | bytes, str] = {
        "two  words.txt": "two  words.txt",
        "-dash.txt": "-dash.txt",
        "@at;type=x,y.txt": "@at;type=x,y.txt",
        "quo\"te's $HOME `id`.txt": "quo\"te's $HOME `id`.txt",
        "two\nlines.txt": "two%0Alines.txt",
        "\x1b[31mred.txt": "%1B[31mred.txt",
        "back\\slash.txt": "back%5Cslash.txt",
        "${filename}": "%24{filename}",
        b"caf\xe9.txt": "caf%E9.txt",
        "漢字 \u202egpj.txt": "漢字 %E2%80%AEgpj.txt",
        "%41.txt": "%41.txt",
    }
    for name, sent_as in names.items():
        client.write(name, f"the content of {sent_as}".encode())
    done = client.run("put", "--", *names)
    assert (done.code, done.out, done.err) == (0, "".join(f"sent  {name}\n" for name in names.values()), "")
    assert gearbox.contents == {name: f"the content of {name}".encode() for name in names.values()}
    for name in ("-dash.txt", b"caf\xe9.txt"):
        assert client.run("show", "--", name).out.splitlines()[0] == f"name          {names[name]}"


def test_empty_file__is_sent(client: Client, gearbox: FakeGearbox) -> None:
    client.write("empty", b"")
    assert client.run("put", "empty").code == 0
    assert gearbox.contents == {"empty": b""}


def test_several_files__go_on_past_those_that_cannot_be_sent(client: Client, gearbox: FakeGearbox) -> None:
    (client.folder / "folder").mkdir()
    os.mkfifo(client.folder / "pipe")
    client.write("good.txt")
    client.write("huge.bin")
    os.truncate(client.folder / "huge.bin", 5 * 2**30 + 1)
    done = client.run("put", "missing.txt", "folder", "pipe", "huge.bin", "good.txt")
    assert (done.code, done.out) == (3, "sent  good.txt\n")
    assert list(gearbox.contents) == ["good.txt"]
    problems = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert problems == [
        "error: No such file or directory",
        "error: this is a folder",
        "error: this is no ordinary file",
        "error: S3 takes no more than 5.0 GB at once",
    ]
    assert "  remedy: send what lies in it: bin/gearbox.sh put folder/*" in done.err


def test_nothing_that_can_be_sent__asks_nobody(client: Client, gearbox: FakeGearbox) -> None:
    done = client.run("put", "missing\x1b[2J.txt")
    assert (done.code, gearbox.requests) == (3, [])
    assert "given: missing\\x1b[2J.txt" in done.err


def test_two_files_of_one_name__do_not_overwrite_each_other(client: Client, gearbox: FakeGearbox) -> None:
    for folder in ("a", "b"):
        (client.folder / folder).mkdir()
        (client.folder / folder / "same.txt").write_text(folder)
    done = client.run("put", "a/same.txt", "b/same.txt")
    assert done.code == 3
    assert gearbox.contents == {"same.txt": b"a"}
    assert "given: a/same.txt and b/same.txt" in done.err


def test_file_that_vanishes_before_it_is_sent__is_told_and_the_others_go_on(client, gearbox) -> None:
    client.write("first.txt")
    client.write("second.txt")
    gearbox.answered = 0
    run = subprocess.Popen([CLIENT, "put", "first.txt", "second.txt"], env=client.environment, cwd=client.folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    wait_for(lambda: gearbox.requests)
    (client.folder / "first.txt").unlink()
    gearbox.may_answer.set()
    out, err = run.communicate(timeout=PATIENCE_SECONDS)
    assert (run.returncode, out) == (3, b"sent  second.txt\n")
    assert b"error: the file went away, or cannot be read any more\n  given: first.txt\n" in err


def test_file_that_grows_while_it_is_sent__is_told_so(client: Client, gearbox: FakeGearbox) -> None:
    client.write("log.txt", b"one")
    gearbox.force("POST /bucket", 400, XML.format("EntityTooLarge", "too large").encode())
    done = client.run("put", "log.txt")
    assert done.code == 3
    assert "error: the file changed while it was sent\n  given: log.txt: EntityTooLarge too large\n" in done.err


@pytest.mark.parametrize(("status", "code"), [(403, 7), (503, 11)])
def test_form_that_s3_refuses__is_told_with_its_words(client, gearbox, status, code) -> None:
    client.write("a.txt")
    gearbox.force("POST /bucket", status, XML.format("AccessDenied", "Policy \x1b[2Jexpired").encode())
    done = client.run("put", "a.txt")
    assert done.code == code
    assert "error: S3 did not take the file\n  given: a.txt: AccessDenied Policy \\x1b[2Jexpired\n" in done.err


def test_size_that_the_api_refuses__is_told_with_its_fields_and_the_others_go_on(client, gearbox) -> None:
    client.write("large.bin")
    client.write("small.bin")
    errors = [{"detail": "a size is a whole number of bytes, 0 to 5", "pointer": "#/size"}]
    gearbox.force("POST /v1/files", *problem(400, "See errors.", errors=errors), times=1)
    done = client.run("put", "large.bin", "small.bin")
    assert (done.code, done.out) == (7, "sent  small.bin\n")
    assert (
        "the API refused this: See errors.; size: a size is a whole number of bytes, 0 to 5\n  given: large" in done.err
    )


def test_wait__tells_what_became_of_each_and_why(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.looks_until_ready = 3
    gearbox.outcomes["bad.zip"] = {
        "state": "failed",
        "failure": {"type": "bomb", "reason": "it unpacks to \x1b[2Jmuch", "transient": False},
    }
    client.write("bad.zip")
    client.write("good.txt")
    done = client.run("put", "--wait", "bad.zip", "good.txt")
    assert done.code == 9
    assert done.out.splitlines()[2:] == [
        "failed      bad.zip",
        "            bomb: it unpacks to \\x1b[2Jmuch",
        "ready       good.txt",
    ]


def test_wait_for_a_file_that_is_overwritten__is_not_content_with_what_was_there_before(client, gearbox) -> None:
    gearbox.add("a.txt", "ready", etag="older", version_id="older")
    gearbox.force(f"GET /v1/files/{id_of('a.txt')}", 200, dict(gearbox.files["a.txt"]), times=2)
    client.write("a.txt")
    done = client.run("put", "--wait", "a.txt")
    assert (done.code, done.out) == (0, "sent  a.txt\nready       a.txt\n")
    assert gearbox.requests.count(f"GET /v1/files/{id_of('a.txt')}") == 3


def test_wait_that_takes_too_long__ends_with_what_to_do(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.looks_until_ready = 1000
    client.write("a.txt")
    done = client.run("put", "--wait", "--timeout", "1", "a.txt")
    assert done.code == 12
    assert "error: not ready within 1 seconds\n  given: a.txt\n  remedy: bin/gearbox.sh -e local watch" in done.err


def test_interruption__says_how_far_it_got_and_leaves_nothing(client: Client, gearbox: FakeGearbox) -> None:
    client.write("a.txt")
    client.write("b.txt")
    gearbox.answered = 2
    run = subprocess.Popen([CLIENT, "put", "a.txt", "b.txt"], env=client.environment, cwd=client.folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    wait_for(lambda: len(gearbox.requests) > 2)
    run.send_signal(signal.SIGTERM)
    gearbox.may_answer.set()
    out, err = run.communicate(timeout=PATIENCE_SECONDS)
    assert (run.returncode, out) == (143, b"sent  a.txt\n")
    assert b"stopped (terminated): 1 of 2 files were sent\n" in err
    assert sorted(path.name for path in client.folder.parent.iterdir()) == ["config", "my files"]


def test_key_and_contents__are_in_no_argument_and_no_output(client: Client, gearbox: FakeGearbox) -> None:
    client.write("a.txt")
    gearbox.delay, gearbox.answered = 0.4, 0
    run = subprocess.Popen([CLIENT, "put", "a.txt"], env=client.environment, cwd=client.folder,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    seen = ""
    while run.poll() is None:
        seen += subprocess.run(["ps", "-A", "-o", "args"], capture_output=True, text=True, check=True).stdout
        if "curl" in seen:
            gearbox.may_answer.set()
    out, err = run.communicate()
    assert "curl" in seen
    assert KEY not in seen + out.decode() + err.decode()


def wait_for(true) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)
