"""The page of a run."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from stackyard.deploy_report import facts_of, render, write_report

from tests.fakes.runs import HOSTILE, data, make_run
from tests.fakes.stacks import make_target

VOID = {"meta", "input", "br", "link", "img"}


@dataclass
class Page(HTMLParser):
    """A page as a browser's parser sees it; refuses elements that are not closed in order."""

    html: str
    open: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str | None]] = field(default_factory=list)
    text: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        self.text[inside] = self.text.get(inside, "") + data

    def has(self, text: str) -> bool:
        return any(text in found for found in self.text.values())


@pytest.fixture
def page() -> Page:
    return Page(render(make_run("Bucket", error="stack shop-api could not be updated")))


@pytest.mark.parametrize("error", ["", HOSTILE])
def test_hostile_names__are_text_and_nothing_else(error: str) -> None:
    found = Page(render(make_run(HOSTILE, error=error)))
    assert found.tags == Page(render(make_run("harmless", error=error and "harmless"))).tags
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert HOSTILE in found.text["title"]


def test_page__needs_nothing_but_itself(page: Page) -> None:
    assert not [name for name, _ in page.attributes if name in {"src", "href", "srcset", "action", "poster"}]
    assert not re.search(r"https?:|@import|url\(", page.html)


def test_browser__may_run_the_pages_own_script_only(page: Page) -> None:
    digest = base64.b64encode(hashlib.sha256(page.text["script"].encode()).digest()).decode()
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in str(value))
    assert policy == f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"


def test_page__tells_plan_timeline_outputs_and_sizes(page: Page) -> None:
    for text in (
        "QueueName (replaces)",
        "sqs:SendMessage",
        "handler.py changed",
        "whole stack",
        "BucketName",
        "4.1 MB",
    ):
        assert page.has(text), text
    assert page.has("stack shop-api could not be updated")
    assert page.has("2026-09-21 14:13:20 UTC")
    assert page.has("1 min 35 s")


def test_failure__is_in_the_title(page: Page) -> None:
    assert page.text["title"] == "FAILED: Deployment of Bucket"
    assert Page(render(make_run())).text["title"] == "Deployment of a name"


def test_stack_nobody_previewed__shows_what_its_change_set_did() -> None:
    found = Page(render(make_run(stacks=(data("Bucket"),))))
    assert ("data-resource", "Table AWS::DynamoDB::Table") in found.attributes


def test_run_without_anything__is_a_page_all_the_same() -> None:
    found = Page(render(make_run(stacks=(), artifacts=())))
    assert found.has("Nothing had to be changed.")


def test_half_of_a_character__does_not_keep_the_page_from_being_written(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "dev-deploy.html"
    write_report(make_run("half \ud83d"), path)
    assert "half ?" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600


def test_console__is_a_link_to_the_stacks() -> None:
    facts = facts_of(make_target(console_host="console.example"), "abc", "")
    found = Page(render(make_run(facts=facts)))
    assert ("href", facts["console"]) in found.attributes
    assert found.text["a"] == "stacks"


def test_embedded_aws__has_no_link_to_a_console() -> None:
    assert "console" not in facts_of(make_target(embedded=True), "abc", "")
