"""What a composition may be kept over, and what makes it be done again.

``kept`` asks the record alone; ``repository.compose`` is what everybody calls.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from stackyard.compose import ComposedSystem
from stackyard.compose.kept import KeptComposition
from stackyard.templates.documents import load

from tests.repository import OPENAPI, Repository

FOLDER = Path("build/local/shop")
RECORD = FOLDER / ".composed.json"
BUY = "lambdas/shop/buy"
HANDLER = "def handler(event, context):\n    return event\n"


def kept(repository: Repository) -> ComposedSystem | None:
    return KeptComposition(repository.root, "shop", repository.root / FOLDER).composed()


@pytest.fixture
def composed(repository: Repository) -> Repository:
    """A composed repository with a bit of everything."""
    repository.write(f"{BUY}/words.py", "WORDS = 1\n")
    repository.write("lambdas/shop/shared/shop/words.py", "WORDS = 1\n")
    repository.write(f"{BUY}/weekly.asl.json", "{}\n")
    repository.compose()
    assert kept(repository)
    return repository


def test_composition_that_holds__is_the_same_system(composed):
    before = composed.compose()
    (composed.root / RECORD).unlink()
    anew = composed.compose()
    assert before == anew
    assert before.stacks["api"].document == anew.stacks["api"].document


def test_what_was_never_composed__is_not_kept(repository):
    assert kept(repository) is None


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (f"{BUY}/handler.py", "import json\n\n\ndef handler(event, context):\n    return json.dumps(event)\n"),
        (f"{BUY}/words.py", "WORDS = 2\n"),
        (f"{BUY}/more.txt", "more\n"),
        (f"{BUY}/requirements.in", "pyjwt\n"),
        (f"{BUY}/inner/module.py", "A = 1\n"),
        ("lambdas/shop/shared/shop/words.py", "WORDS = 2\n"),
        ("templates/other/base.yaml", "Resources: {}\n"),
        ("build/local/shop/api.packaged.yaml", "A: 1\n"),
        ("build/local/shop/.api.packaged.digest", "a\n"),
    ],
)
def test_what_shows_in_no_template__may_change(composed, path, text):
    composed.write(path, text)
    assert kept(composed)


CHANGES: dict[str, Callable[[Repository], object]] = {
    "fragment": lambda one: one.change(f"{BUY}/resources.yaml", "python3.13", "python3.12"),
    "openapi": lambda one: one.change(f"{BUY}/openapi.yaml", "maxLength: 64", "maxLength: 65"),
    "openapi_removed": lambda one: (one.root / BUY / "openapi.yaml").unlink(),
    "state_machine": lambda one: one.write(f"{BUY}/weekly.asl.json", '{"Comment": "more"}\n'),
    "new_state_machine": lambda one: one.write("templates/shop/daily.asl.json", "{}\n"),
    "frame": lambda one: one.change("templates/shop/api.yaml", "What the shop serves", "What it serves"),
    "new_frame": lambda one: one.write("templates/shop/data.yaml", "Resources: {Orders: {Type: AWS::S3::Bucket}}\n"),
    "frame_with_another_ending": lambda one: one.write("templates/shop/data.yml", "Resources: {}\n"),
    "new_function": lambda one: one.function("sell"),
    "function_without_fragment": lambda one: one.write("lambdas/shop/sell/handler.py", HANDLER),
    "function_renamed": lambda one: (one.root / BUY).rename(one.root / "lambdas/shop/purchase"),
    "function_moved_away": lambda one: (one.root / BUY).rename(one.root / "bought"),
    "all_functions_moved_away": lambda one: (one.root / "lambdas").rename(one.root / "moved"),
    "link_that_leads_nowhere": lambda one: (one.root / "lambdas/shop/sell").symlink_to("nowhere"),
    "folder_instead_of_a_file": lambda one: (one.root / BUY / "more.yaml").mkdir(),
    "handler_removed": lambda one: (one.root / BUY / "handler.py").unlink(),
    "handler_renamed": lambda one: one.change(f"{BUY}/handler.py", "def handler", "def serve"),
    "handler_does_not_parse": lambda one: one.write(f"{BUY}/handler.py", "def handler(\n"),
    "module_is_no_text": lambda one: (one.root / BUY / "words.py").write_bytes(b"\xff"),
    "template_edited": lambda one: (one.root / FOLDER / "api.yaml").write_text("A: 1\n"),
    "template_removed": lambda one: (one.root / FOLDER / "api.yaml").unlink(),
    "api_edited": lambda one: (one.root / FOLDER / "openapi.yaml").write_text("A: 1\n"),
    "left_over_template": lambda one: one.write("build/local/shop/old.yaml", "A: 1\n"),
    "left_over_packaged_template": lambda one: one.write("build/local/shop/old.packaged.yaml", "A: 1\n"),
    "record_removed": lambda one: (one.root / RECORD).unlink(),
    "record_emptied": lambda one: (one.root / RECORD).write_bytes(b""),
    "record_cut_short": lambda one: (one.root / RECORD).write_bytes((one.root / RECORD).read_bytes()[:-9]),
    "record_edited": lambda one: (one.root / RECORD).write_bytes(
        (one.root / RECORD).read_bytes().replace(b'"BuyFunction"', b'"SellFunction"')
    ),
    "record_is_a_folder": lambda one: (
        (one.root / RECORD).rename(one.root / "moved") and one.write(str(RECORD / "a"), "")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_shows_in_a_template_or_in_an_error__is_composed_anew(composed, change):
    change(composed)
    assert kept(composed) is None


def test_change_that_is_taken_back__is_composed_anew_both_times(composed):
    before = composed.compose()
    text = Path(before.stacks["api"].template).read_text()
    composed.write(f"{BUY}/openapi.yaml", OPENAPI.replace("orders", "purchases"))
    composed.compose()
    assert kept(composed)
    composed.write(f"{BUY}/openapi.yaml", OPENAPI)
    assert kept(composed) is None
    assert Path(composed.compose().stacks["api"].template).read_text() == text


def test_template_that_somebody_edited__is_put_right(composed):
    path = composed.root / FOLDER / "api.yaml"
    path.write_text("A: 1\n")
    assert load(path.read_text(), "api.yaml") != composed.compose().stacks["api"].document
    assert load(path.read_text(), "api.yaml") == composed.compose().stacks["api"].document


def test_fault__is_told_as_often_as_somebody_composes(composed):
    composed.change(f"{BUY}/handler.py", "def handler", "def serve")
    assert composed.fault() == composed.fault()


def test_repository_that_moved__is_composed_anew(composed, tmp_path):
    moved = Repository(composed.root.rename(tmp_path.parent / "elsewhere"))
    assert kept(moved) is None
    assert moved.compose().functions["buy"].folder == str(moved.root / BUY)


def test_change_while_composing__is_not_kept(repository):
    started = KeptComposition(repository.root, "shop", repository.root / FOLDER)
    composed = repository.compose()
    (repository.root / RECORD).unlink()
    repository.change(f"{BUY}/resources.yaml", "python3.13", "python3.12")
    started.keep(composed)
    assert not (repository.root / RECORD).exists()
