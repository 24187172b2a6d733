"""The rule of scoring, against a decimal reference and by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from trainings.scoring import score_answers


def key_of(questions: int) -> dict[str, str]:
    return {str(number): "a" for number in range(questions)}


def sheet(right: int, wrong: int = 0) -> dict[str, str]:
    return {str(number): "a" if number < right else "b" for number in range(right + wrong)}


@pytest.mark.parametrize(
    ("questions", "right", "score"),
    [
        (10, 0, 0),
        (10, 1, 1),  # 0.5 goes up, where round() goes to the even 0
        (10, 3, 2),  # 1.5
        (10, 5, 3),  # 2.5 goes up, where round() says 2
        (10, 9, 5),  # 4.5 goes up, where round() says 4
        (10, 10, 5),
        (3, 1, 2),  # 1.67
        (3, 2, 3),  # 3.33
        (1, 1, 5),
        (7, 5, 4),  # 3.57
        (50, 4, 0),  # 0.4
        (50, 5, 1),  # 0.5
    ],
)
def test_share_of_right_answers__is_rounded_half_up(questions: int, right: int, score: int) -> None:
    assert score_answers(key_of(questions), sheet(right, questions - right)) == score


def test_every_share_up_to_sixty_questions__agrees_with_decimal_arithmetic() -> None:
    for questions in range(1, 61):
        for right in range(questions + 1):
            exact = (Decimal(5 * right) / questions).quantize(Decimal(1), ROUND_HALF_UP)
            assert score_answers(key_of(questions), sheet(right)) == exact


def test_gaps__count_as_wrong() -> None:
    assert score_answers(key_of(4), sheet(2)) == score_answers(key_of(4), sheet(2, wrong=2)) == 3


def test_answers_to_unknown_questions__count_for_nothing() -> None:
    assert score_answers(key_of(2), {"0": "a", "99": "a"}) == 3


def test_answer_key_without_questions__is_refused() -> None:
    with pytest.raises(ValueError, match="without questions"):
        score_answers({}, {"1": "a"})
