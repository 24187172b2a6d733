from __future__ import annotations

from stackyard.compose.output import write_system


def test_what_an_earlier_composition_left_over__is_removed(tmp_path):
    write_system(tmp_path, {"api": {"A": 1}, "old": {"A": 1}}, {"openapi": "3.0.3"})
    (tmp_path / "old.packaged.yaml").write_text("A: 1\n")
    (tmp_path / "api.packaged.yaml").write_text("A: 1\n")
    paths, openapi = write_system(tmp_path, {"api": {"A": 2}}, None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["api.packaged.yaml", "api.yaml"]
    assert (paths, openapi) == ({"api": tmp_path / "api.yaml"}, None)


def test_document__says_where_it_comes_from(tmp_path):
    write_system(tmp_path, {"api": {"A": 1}}, None)
    assert (tmp_path / "api.yaml").read_text().splitlines() == [
        "# Composed by Stackyard from templates/ and lambdas/. Edit those, never this file.",
        "A: 1",
    ]
