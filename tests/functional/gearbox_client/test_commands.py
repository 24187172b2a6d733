"""Listing, showing, removing and counting files, and each way in which that can fail."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from .conftest import CLIENT, KEY, Client, FakeGearbox, id_of, problem

BOMB = {"type": "bomb", "reason": "it unpacks to 5 GB", "transient": False}


def test_list__shows_rows_and_why_files_failed(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("report.pdf", kind="pdf", size=1_300_000)
    gearbox.add("bad.zip", "failed", kind="zip", size=42_000, failure=BOMB)
    done = client.run("ls")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "STATE       KIND              SIZE  RECEIVED     NAME",
        "ready       pdf             1.2 MB  11-21 15:04  report.pdf",
        "failed      zip              41 KB  11-21 15:04  bad.zip",
        "            bomb: it unpacks to 5 GB",
    ]


def test_list__asks_for_what_was_asked(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("a.zip", "failed", kind="zip")
    assert client.run("ls", "--state", "ready", "--kind=zip", "--since", "2026-11-21T08:30").out == "no files\n"
    assert gearbox.requests == ["GET /v1/files?state=ready&kind=zip&from=2026-11-21T08%3A30%3A00Z&limit=50"]


def test_list_of_many__goes_from_page_to_page_and_says_when_there_are_more(client, gearbox) -> None:
    gearbox.page = 2
    for number in range(7):
        gearbox.add(f"file{number}")
    done = client.run("ls", "--limit", "5")
    assert [line.split()[-1] for line in done.out.splitlines()[1:]] == [f"file{number}" for number in range(5)]
    assert done.err == "there are more: bin/gearbox.sh ls --limit 50\n"
    assert client.run("ls", "--limit", "7").err == ""


def test_json__holds_everything_and_no_control_character(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("\x1b[2J\x7f漢.txt", "failed", failure=BOMB)
    for arguments in (("ls", "--json"), ("show", "--json", id_of("\x1b[2J\x7f漢.txt")), ("stats", "--json")):
        done = client.run(*arguments)
        assert done.code == 0
        assert not re.search(r"[^\n -~]", done.out)
        json.loads(done.out)
    assert json.loads(client.run("ls", "--json").out) == [gearbox.files["\x1b[2J\x7f漢.txt"]]


def test_hostile_names_and_metadata__reach_nothing_that_obeys_them(client: Client, gearbox: FakeGearbox) -> None:
    evil = "\x1b]0;title\x07\x9b2J\r\n\u202e\x7fend"
    failure = {"type": evil, "reason": evil, "transient": True}
    file = gearbox.add(evil, "failed", kind=evil, sniffed_type=evil, metadata={evil: {evil: [evil]}}, failure=failure,
                       history=[{"at": evil, "outcome": evil, "reason": evil}], sample=evil)  # fmt: skip
    for arguments in (("ls",), ("show", file["file_id"]), ("rm", file["file_id"]), ("stats",)):
        done = client.run(*arguments)
        assert done.code == 0
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.out + done.err), done.out


def test_name_that_cannot_be_typed__comes_with_its_id(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("a\tb")
    assert client.run("ls").out.splitlines()[-1] == f"            id {id_of(chr(9).join('ab'))}"


def test_show__tells_everything_that_is_known(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("photo.png", "failed", kind="image", size=2048, declared_type="image/png", sniffed_type="image/jpeg",
                type_matches=False, sha256="ab" * 32, finished_at="2026-11-21T15:04:06.5Z", seconds=0.25, attempts=2,
                failure={"type": "truncated", "reason": "the end is missing", "transient": False},
                metadata={"width": 800, "animated": False, "exif": {"camera": "A & B"}, "entries": ["a", "b"]},
                history=[{"at": "2026-11-21T15:04:05Z", "outcome": "failed", "seconds": 0.25, "error_type": "truncated",
                          "reason": "the end is missing"}])  # fmt: skip
    assert client.run("show", "photo.png").out.splitlines() == [
        "name          photo.png",
        f"id            {id_of('photo.png')}",
        "state         failed",
        "kind          image",
        "type          image/jpeg",
        "declared      image/png",
        "              which is not what the file holds",
        f"sha256        {'ab' * 32}",
        "size          2048 bytes (2 KB)",
        "received      2026-11-21 15:04:00",
        "finished      2026-11-21 15:04:06",
        "failure       truncated: the end is missing (trying again will not help)",
        "",
        "width         800",
        "animated      no",
        "exif.camera   A & B",
        "entries       a, b",
        "",
        "attempts",
        "              2026-11-21 15:04:05  failed after 0.2 s  truncated: the end is missing",
    ]


def test_stats__count_by_state_and_kind(client: Client, gearbox: FakeGearbox) -> None:
    for number in range(3):
        gearbox.add(f"{number}.pdf", kind="pdf")
    gearbox.add("a.zip", "failed", kind="zip")
    assert [line.split() for line in client.run("stats").out.splitlines()] == [
        *[["0", "received"], ["0", "extracting"], ["3", "ready"], ["1", "failed"], ["0", "removed"]],
        [],
        *[["3", "pdf"], ["1", "zip"]],
    ]


def test_remove__goes_on_past_what_is_not_there(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("a.txt")
    gearbox.add("b.txt")
    done = client.run("rm", "a.txt", "nowhere.txt", id_of("b.txt"))
    assert (done.code, done.out) == (8, "removing  a.txt\nremoving  b.txt\n")
    assert "error: there is no such file\n  given: nowhere.txt\n" in done.err
    assert {file["state"] for file in gearbox.files.values()} == {"removed"}


def test_watch_in_a_pipe__says_what_changes_and_ends_when_nothing_is_under_way(client, gearbox) -> None:
    gearbox.add("a.txt", "received", looks=2)
    gearbox.add("b.txt")
    done = client.run("watch")
    assert done.code == 0
    assert [line.split("  ")[1:] for line in done.out.splitlines()] == [["1 received", "1 ready"], ["2 ready"]]


@pytest.mark.parametrize(
    ("forced", "code", "said"),
    [
        (problem(403, "You may not make this call."), 6, "the key is refused: You may not make this call."),
        ((403, {"message": "Forbidden"}), 6, "the key is refused: Forbidden"),
        ((403, b"<html>"), 6, "the key is refused"),
        (problem(404, "There is no file of that id."), 8, "there is no such file"),
        (problem(400, "Bad \x1b[2Jthing."), 7, "the API refused this: Bad \\x1b[2Jthing."),
        ((400, {"message": "of somebody else"}), 5, "this URL does not answer like a gearbox API (status 400)"),
        ((200, b"<html>hello</html>"), 5, "this URL does not answer like a gearbox API (status 200)"),
        ((200, []), 5, "this URL does not answer like a gearbox API (status 200)"),
        ((301, b""), 5, "this URL does not answer like a gearbox API (status 301)"),
    ],
)
def test_answer_that_is_no_success__has_an_exit_code_and_words_of_its_own(client, gearbox, forced, code, said) -> None:
    gearbox.force("GET /v1/files", *forced)
    gearbox.force(f"GET /v1/files/{id_of('a.txt')}", *forced)
    for arguments in (("ls",), ("show", "a.txt")):
        done = client.run(*arguments)
        assert (done.code, done.out) == (code, "")
        assert done.err.startswith(f"error: {said}\n")
        assert "\n  remedy: " in done.err


def test_server_that_fails_for_a_moment__is_asked_again(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.force("GET /v1/stats", 503, b"", times=1)
    assert client.run("stats").code == 0
    assert gearbox.requests == ["GET /v1/stats"] * 2


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [(500, 11, "error: the server failed with status 500: It broke."), (429, 10, "error: Slow down.")],
)
def test_server_that_keeps_failing__is_told(client, gearbox, status, code, said) -> None:
    detail = {500: "It broke.", 429: "Slow down."}[status]
    gearbox.force("GET /v1/stats", *problem(status, detail), Retry_After="0")
    done = client.run("stats")
    assert (done.code, done.err.splitlines()[0]) == (code, said)


def test_nobody_at_the_url__is_told_with_curls_words(client: Client, tmp_path: Path) -> None:
    config = tmp_path / "nobody"
    config.write_text(f"API Endpoint URL: http://127.0.0.1:1\nAPI Key: {KEY}\n")
    client.settings["GEARBOX_CONFIG"] = str(config)
    done = client.run("ls")
    assert done.code == 4
    assert "error: no answer (curl says 7: " in done.err
    assert "given: http://127.0.0.1:1" in done.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("API Endpoint URL: http://example.com\nAPI Key: k\n", 5),
        ("API Endpoint URL: file:///etc/passwd\nAPI Key: k\n", 5),
        ("API Endpoint URL: https://example.com\n", 6),
        ("nothing of the kind\n", 5),
    ],
)
def test_config_that_cannot_be_right__is_refused_before_anything_is_sent(client, tmp_path, text, code) -> None:
    (tmp_path / "other").write_text(text)
    client.settings["GEARBOX_CONFIG"] = str(tmp_path / "other")
    assert client.run("ls").code == code


def test_config_that_cannot_be_read__says_how_to_make_one(client: Client) -> None:
    client.settings["GEARBOX_CONFIG"] = "/nowhere/config"
    done = client.run("ls")
    assert done.code == 1
    assert "remedy: write it: bin/gearbox.sh -e local config >FILE" in done.err


def test_curlrc_of_the_user__changes_nothing(client: Client, gearbox: FakeGearbox, tmp_path: Path) -> None:
    gearbox.add("a.txt")
    (tmp_path / ".curlrc").write_text('header = "x-api-key: other"\nfail\n')
    client.settings["HOME"] = str(tmp_path)
    assert client.run("ls").code == 0


def test_modules_in_the_callers_folder__are_not_imported(client: Client, gearbox: FakeGearbox) -> None:
    gearbox.add("a.txt")
    client.write("json.py", b"raise SystemExit('hijacked')")
    assert client.run("ls").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("fly",), "there is no such command\n  given: fly"),
        (("put",), "put needs at least one name"),
        (("put", "--all", "a"), "put has no such option\n  given: --all"),
        (("put", "--wait=yes", "a"), "this option takes no value\n  given: --wait=yes"),
        (("ls", "--limit"), "this option takes a value\n  given: --limit"),
        (("ls", "--limit", "0"), "this takes a whole number above 0\n  given: --limit 0"),
        (("ls", "--since", "soon"), "this is no moment that is over\n  given: --since soon"),
        (("ls", "name"), "ls takes no names\n  given: name"),
        (("show",), "show needs one name"),
        (("show", ""), "a name is empty"),
        (("rm",), "rm needs at least one name"),
        (("retry",), "retry needs names, or --all"),
        (("retry", "--all", "a"), "retry takes names or --all"),
        (("-e",), "-e takes the name of an environment"),
    ],
)
def test_wrong_usage__ends_before_anybody_is_asked(client, gearbox, arguments, said) -> None:
    done = client.run(*arguments)
    assert (done.code, done.out, gearbox.requests) == (2, "", [])
    assert done.err.startswith(f"error: {said}")


def test_environment_that_does_not_exist__is_told_with_those_that_do(client: Client) -> None:
    del client.settings["GEARBOX_CONFIG"]
    done = client.run("-e", "moon", "ls")
    assert done.code == 1
    assert "error: there is no environment of this name\n  given: moon\n" in done.err


def test_help__fits_a_terminal_and_lists_every_exit_code(client: Client) -> None:
    text = client.run("--help").out
    assert max(map(len, text.splitlines())) <= 80
    codes = set(re.findall(r"EXIT_\w+=(\d+)", CLIENT.read_text()))
    assert codes <= set(re.findall(r"(\d+) [a-z]", text.partition("Exit codes:")[2]))
    assert client.run("ls", "--help").out == text


def test_machine_without_curl__is_told(client: Client, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "env", "dirname", "tr"):
        (tools / name).symlink_to(shutil.which(name) or "")
    client.settings["PATH"] = str(tools)
    done = client.run("ls")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: curl is not installed")
