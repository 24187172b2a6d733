from __future__ import annotations

import pytest
from stackyard.errors import StackyardError
from stackyard.python.facts import Import, ModuleFacts, facts_of
from stackyard.python.kept_facts import KeptFacts
from stackyard.python.source import read_module

SOURCE = "import json\nfrom .near import word as other\n\nA = 1\n"
NOT_READ = ModuleFacts((Import("kept", "", 1),), frozenset({"kept"}))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "modules.json"


def saved(path, source=SOURCE, facts=NOT_READ, minor=0, **options):
    kept = KeptFacts(path, **options)
    kept.put(source, minor, facts)
    kept.save()
    return path


def test_facts__are_the_same_in_the_next_run(path):
    facts = facts_of(SOURCE, "f.py")
    assert KeptFacts(saved(path, facts=facts)).get(SOURCE, 0) == facts


def test_module_that_is_known__is_not_read_again(path):
    assert read_module(SOURCE, "f.py", kept=KeptFacts(saved(path))) == NOT_READ


def test_module_that_is_not_known__is_read_and_remembered(path):
    kept = KeptFacts(path)
    facts = read_module(SOURCE, "f.py", kept=kept)
    kept.save()
    assert facts.bound == {"json", "other", "A"}
    assert KeptFacts(path).get(SOURCE, 0) == facts


def test_other_source__is_another_module(path):
    assert KeptFacts(saved(path)).get(SOURCE + "\n", 0) is None


def test_older_grammar__is_read_for_itself(path):
    assert KeptFacts(saved(path)).get(SOURCE, 10) is None


def test_fault__is_never_remembered(path):
    kept = KeptFacts(path)
    with pytest.raises(StackyardError):
        read_module("a = = 1\n", "f.py", kept=kept)
    kept.save()
    assert not path.exists()


@pytest.mark.parametrize("damaged", [b"", b"no json", b"{}", b"0\n{}", "cut short", "edited"])
def test_damaged_file__is_like_none(path, damaged):
    whole = saved(path).read_bytes()
    path.write_bytes({"cut short": whole[:-3], "edited": whole.replace(b"kept", b"left")}.get(damaged, damaged))
    assert KeptFacts(path).get(SOURCE, 0) is None
    assert KeptFacts(saved(path)).get(SOURCE, 0) == NOT_READ


def test_folder_in_place_of_the_file__is_no_fault(path):
    path.mkdir(parents=True)
    kept = KeptFacts(saved(path))
    assert kept.get(SOURCE, 0) is None


def test_what_is_used_last__is_kept_longest(path):
    saved(path, "A = 1\n")
    saved(path, "B = 1\n")
    kept = KeptFacts(path, most=2)
    assert kept.get("A = 1\n", 0)
    kept.put("C = 1\n", 0, NOT_READ)
    kept.save()
    after = KeptFacts(path)
    assert (after.get("A = 1\n", 0), after.get("B = 1\n", 0), after.get("C = 1\n", 0)) == (NOT_READ, None, NOT_READ)


def test_nothing_new__touches_no_file(path):
    saved(path)
    before = path.stat().st_mtime_ns
    kept = KeptFacts(path)
    kept.get(SOURCE, 0)
    kept.save()
    assert path.stat().st_mtime_ns == before
