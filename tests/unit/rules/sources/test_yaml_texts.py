"""Texts of YAML, JSON and Jinja."""

from __future__ import annotations

from stackyard.rules.sources.yaml_texts import jinja_texts, yaml_texts


def texts(source: str) -> list[tuple[int, str]]:
    return [(found.line, found.text) for found in yaml_texts(source, "tasks.yml")]


def test_values__are_texts_and_keys_and_comments_are_not() -> None:
    assert texts("# said\na: b\nc:\n  - d  # said\n  - [e]\n") == [(2, "b"), (4, "d"), (5, "e")]


def test_what_people_read__is_no_text() -> None:
    assert texts("name: said\ndescription: said\nComment: said\nmsg: said\nkey: text\n") == [(5, "text")]


def test_lines_of_a_block__are_texts_of_their_own() -> None:
    assert texts("a: |\n  one\n  two\n") == [(2, "one"), (3, "two")]
    assert texts("a: >-\n  one\n  two\n") == [(1, "one two")]


def test_every_document_of_a_file__is_read() -> None:
    assert texts("---\na: b\n---\nc: d\n") == [(2, "b"), (4, "d")]


def test_tags_of_templates_and_vaults__are_texts() -> None:
    assert texts("a: !Sub arn\nb: !Join ['', [c]]\n") == [(1, "arn"), (2, ""), (2, "c")]


def test_json__has_its_texts_by_their_lines() -> None:
    assert texts('{\n  "Comment": "said",\n  "a": ["b",\n "c\\u0041"]\n}\n') == [(3, "b"), (4, "cA")]


def test_partition__is_known_by_its_key() -> None:
    assert texts("aws_partition: aws\n") == [(1, "partition: aws")]


def test_jinja__is_text_but_for_its_comments() -> None:
    found = [(one.line, one.text) for one in jinja_texts("{# said\nsaid #}\n<p>{{ a }}</p>\n\n")]
    assert found == [(3, "<p>{{ a }}</p>")]
