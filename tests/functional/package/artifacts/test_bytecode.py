"""Bytecode as the Pythons of the runtimes really write and read it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest
from stackyard.errors import StackyardError
from stackyard.package.artifacts import compile_sources
from stackyard.package.artifacts.archive import ContentChangedError, write_zip
from stackyard.package.artifacts.bytecode import BytecodeCache
from stackyard.package.contents.files import entry
from stackyard.python.interpreters import Interpreter, Interpreters

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[4]
AT_HAND = Interpreters.found_in(ROOT).at_hand
LIBRARY = Path(json.__file__).parents[1]
TASK = "/var/task"

# Constants of every kind, among them those that other sources share with it.
CONSTANTS = '''
"""A text."""
import json
def first(x, *, place="/var/task/constants.py"):
    if x in {"b", "a", 1, 2.5, (1, 2, "a b c"), None, ..., b"x", "not a name!", frozenset()}:
        return "__main__", 70000, 10**30, 1j, "", (), b"", "gr\u00fc\u00dfe", "a b c"
    return f"{x!r} a b c {place:>10}", lambda: ("a b c", 70000, (1, 2, "a b c"))
class Second:
    """Another text."""
    a: int = 70000
'''


@pytest.fixture(params=AT_HAND, ids=lambda one: one.runtime)
def python(request) -> Interpreter:
    return request.param


@pytest.fixture
def counted(tmp_path, python):
    """The same Python, noting each start."""
    program = tmp_path / "env/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho started >>{tmp_path}/starts\nexec {python.path} "$@"\n')
    program.chmod(0o755)
    return Interpreter(python.runtime, program), lambda: len((tmp_path / "starts").read_text().split())


def sources(folder, **texts):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return [entry(path.name, path) for path in sorted(folder.glob("*.py"))]


def many(folder):
    """Sources of all kinds: those of a part of the standard library, and one that is made to be difficult."""
    folder.mkdir(parents=True)
    for package in ("json", "email", "logging"):
        for path in (LIBRARY / package).glob("*.py"):
            shutil.copy(path, folder / f"{package}_{path.name}")
    return sources(folder, constants=CONSTANTS)


def by_name(entries):
    return {one.name: one.path.read_bytes() for one in entries}


def run(python, folder, code):
    command = [str(python.path), "-c", code]
    done = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_bytecode__lies_where_the_runtime_looks_for_it(tmp_path, python):
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/money.py").write_text("a = 1\n")
    (tmp_path / "src/data.txt").write_text("no source")
    files = [entry("shop/money.py", tmp_path / "src/shop/money.py"), entry("data.txt", tmp_path / "src/data.txt")]
    (made,) = BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
    assert made.name == f"shop/__pycache__/money.{python.bytecode_tag}.pyc"
    assert (made.size, made.executable) == (made.path.stat().st_size, False)
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()


def test_runtime__takes_the_bytecode_whatever_the_dates_say_and_where_nothing_can_be_written(tmp_path, python):
    files = sources(tmp_path / "src", money="def f():\n    return 'compiled'\n")
    made = BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
    task = tmp_path / "task"
    for one in [*files, *made]:
        (task / one.name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(one.path, task / one.name)
    (task / "money.py").write_text("def f():\n    return 'read from the source, which has another size and date'\n")
    os.utime(task / "money.py", (315532800, 315532800))
    (task / "__pycache__").chmod(0o555)
    task.chmod(0o555)
    assert run(python, task, "import money; print(money.f())") == "compiled"
    assert [path.name for path in (task / "__pycache__").iterdir()] == [f"money.{python.bytecode_tag}.pyc"]
    task.chmod(0o755)


def test_bytecode__names_the_place_where_lambda_will_have_the_source(tmp_path, python):
    (made,) = BytecodeCache(tmp_path / "cache").entries(sources(tmp_path / "src", a="x = 1"), python, "/opt/python")
    code = f"import marshal; print(marshal.loads(open({str(made.path)!r}, 'rb').read()[16:]).co_filename)"
    assert run(python, tmp_path, code) == "/opt/python/a.py"


def test_bytecode__is_the_same_in_a_batch_alone_in_another_order_and_folder(tmp_path, python):
    files = many(tmp_path / "src")
    expected = by_name(BytecodeCache(tmp_path / "one").entries(files, python, TASK))
    assert len(expected) == len(files) > 20
    moved = many(tmp_path / "elsewhere/src")
    random.Random(7).shuffle(moved)
    assert by_name(BytecodeCache(tmp_path / "two", workers=3).entries(moved, python, TASK)) == expected
    for one in (files[0], files[-1], next(one for one in files if one.name == "constants.py")):
        (alone,) = BytecodeCache(tmp_path / f"alone-{one.name}").entries([one], python, TASK)
        assert alone.path.read_bytes() == expected[alone.name]


@pytest.mark.parametrize("seed", ["1", "77"])
def test_bytecode__does_not_depend_on_the_seed_of_hashes(tmp_path, python, seed):
    files = many(tmp_path / "src")
    expected = BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
    wanted = [[str(one.path), f"{TASK}/{one.name}", one.sha256, one.name] for one in files]
    (tmp_path / "out").mkdir()
    request = json.dumps({"tag": python.bytecode_tag, "into": str(tmp_path / "out"), "sources": wanted})
    command = [str(python.path), "-W", "ignore", compile_sources.__file__]
    subprocess.run(command, input=request.encode(), env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
    made = sorted(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert made == sorted(by_name(expected).values())


@pytest.mark.parametrize("held", [(), (f"{TASK}/constants.py", "not a name!", "a b c", "A text.")])
def test_bytecode__does_not_depend_on_strings_that_others_hold(tmp_path, python, held):
    """A string that anything in the process has interned is written in another way; a file's own name may be one."""
    (expected,) = BytecodeCache(tmp_path / "cache").entries(sources(tmp_path / "s", constants=CONSTANTS), python, TASK)
    (tmp_path / "holding.py").write_text(
        "import email.message, sys\nfrom compile_sources import bytecode\n"
        f"kept = [sys.intern(text) for text in {held}]\n"
        f"location = kept[0] if kept else '/'.join(['{TASK}', 'constants.py'])\n"
        "sys.stdout.buffer.write(bytecode(sys.stdin.buffer.read(), location))\n"
    )
    command, path = [str(python.path), str(tmp_path / "holding.py")], str(Path(compile_sources.__file__).parent)
    done = subprocess.run(command, input=CONSTANTS.encode(), env={"PYTHONPATH": path}, capture_output=True, check=True)
    assert done.stdout == expected.path.read_bytes()


def test_source_that_is_no_python__has_no_bytecode_and_is_not_tried_again(tmp_path, counted):
    python, starts = counted
    files = sources(tmp_path / "src", template="{{ cookie }} = =\n", old="print 'hello'\n", good="a = 1\n", zero="\0")
    for _ in range(2):
        made = BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
        assert [one.name for one in made] == [f"__pycache__/good.{python.bytecode_tag}.pyc"]
    assert starts() == 1


def test_same_source__is_compiled_once_for_all_functions_and_runs(tmp_path, counted):
    python, starts = counted
    files = sources(tmp_path / "src", a="x = 1\n", b="x = 2\n")
    cache = BytecodeCache(tmp_path / "cache")
    cache.fill([(files, TASK), (files[:1], TASK), (files, "/opt/python")], python)
    first = cache.entries(files, python, TASK)
    assert BytecodeCache(tmp_path / "cache").entries(files, python, TASK) == first
    assert cache.entries(files, python, "/opt/python") != first
    assert starts() == 1


def test_changed_source__is_compiled_anew(tmp_path, counted):
    python, starts = counted
    cache = BytecodeCache(tmp_path / "cache")
    before = cache.entries(sources(tmp_path / "src", a="x = 1\n"), python, TASK)
    after = cache.entries(sources(tmp_path / "src", a="x = 2\n"), python, TASK)
    assert before != after
    assert starts() == 2


def test_much_to_compile__is_divided_among_processes(tmp_path, counted):
    python, starts = counted
    large = "x = 1  # padding\n" * 30_000
    files = sources(tmp_path / "src", a=large, b=large + "#", c=large + "##")
    assert len(BytecodeCache(tmp_path / "cache", workers=2).entries(files, python, TASK)) == 3
    assert starts() == 2


def test_other_python_of_the_same_version__compiles_for_itself(tmp_path, counted):
    python, starts = counted
    files = sources(tmp_path / "src", a="x = 1\n")
    BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
    os.utime(python.path, (1, 1))  # as an update does
    BytecodeCache(tmp_path / "cache").entries(files, python, TASK)
    assert starts() == 2


@pytest.mark.parametrize("change", [lambda path: path.write_text("x = 2\n"), Path.unlink], ids=["changed", "removed"])
def test_source_that_changes_meanwhile__is_refused(tmp_path, change):
    files = sources(tmp_path / "src", a="x = 1\n", b="x = 1\n")
    change(files[1].path)
    with pytest.raises(ContentChangedError) as caught:
        BytecodeCache(tmp_path / "cache").entries(files, AT_HAND[0], TASK)
    assert caught.value.entry is files[1]


def test_damaged_bytecode__is_noticed_by_the_zip_and_made_again(tmp_path):
    files = sources(tmp_path / "src", a="x = 1\n")
    cache = BytecodeCache(tmp_path / "cache")
    (made,) = cache.entries(files, AT_HAND[0], TASK)
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with pytest.raises(ContentChangedError) as caught:
        write_zip([*files, *cache.entries(files, AT_HAND[0], TASK)], tmp_path / "x.zip")
    cache.discard(caught.value.entry)
    assert write_zip([*files, *cache.entries(files, AT_HAND[0], TASK)], tmp_path / "x.zip").files == 2


def test_two_threads_and_two_runs_at_once__end_well(tmp_path):
    files, together = many(tmp_path / "src"), Barrier(4, timeout=PATIENCE_SECONDS)
    caches = [BytecodeCache(tmp_path / "cache") for _ in range(2)]
    found = []

    def ask(cache):
        together.wait()
        found.append(cache.entries(files, AT_HAND[0], TASK))

    threads = [Thread(target=ask, args=(cache,)) for cache in caches for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(one == found[0] for one in found)
    assert not list((tmp_path / "cache").glob("*/.*"))


def test_python_of_another_version__is_refused(tmp_path):
    pretender, files = Interpreter("python3.99", Path(sys.executable)), sources(tmp_path / "src", a="x = 1\n")
    with pytest.raises(StackyardError) as caught:
        BytecodeCache(tmp_path / "cache").entries(files, pretender, TASK)
    assert caught.value.given == f"this is {sys.implementation.cache_tag}, not cpython-399"
    assert "install another python3.99" in caught.value.remedy


def test_full_disk__is_told(tmp_path):
    program = tmp_path / "env/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho \"OSError: [Errno 28] No space left on device: '/x'\" >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(StackyardError, match="there is no room on the disk for bytecode"):
        BytecodeCache(tmp_path / "cache").entries(
            sources(tmp_path / "src", a="x = 1\n"), Interpreter("python3.13", program), TASK
        )


def test_old_bytecode__is_removed_and_made_again_when_it_is_wanted(tmp_path, counted):
    python, starts = counted
    cache = BytecodeCache(tmp_path / "cache")
    files = sources(tmp_path / "src", a="x = 1\n", b="x = 2\n")
    old, young = cache.entries(files, python, TASK)
    os.utime(old.path, (1, 1))
    cache.prune()
    assert (old.path.exists(), young.path.exists()) == (False, True)
    assert cache.entries(files, python, TASK) == [old, young]
    assert starts() == 2


def test_bytecode_that_is_used__is_not_pruned(tmp_path, python):
    cache = BytecodeCache(tmp_path / "cache")
    files = sources(tmp_path / "src", a="x = 1\n")
    [used] = cache.entries(files, python, TASK)
    os.utime(used.path, (1, 1))
    assert cache.entries(files, python, TASK) == [used]
    cache.prune()
    assert used.path.exists()


def test_bytecode_that_another_run_prunes_meanwhile__is_made_again(tmp_path, python):
    cache = BytecodeCache(tmp_path / "cache")
    files = sources(tmp_path / "src", a="x = 1\n")
    [made] = cache.entries(files, python, TASK)
    made.path.unlink()
    [gone] = cache.entries(files, python, TASK)
    with pytest.raises(ContentChangedError) as caught:
        write_zip([gone], tmp_path / "a.zip")
    cache.discard(caught.value.entry)
    assert cache.entries(files, python, TASK) == [made]
    assert made.path.exists()
