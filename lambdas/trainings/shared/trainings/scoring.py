"""How an answer sheet becomes a score: the one rule students will argue about, so it stands alone and is exact.

A score is 5 times the share of right answers, rounded half up. It is computed in whole numbers: floating point puts
shares on either side of the half they mean, and `round` goes to the even neighbour.
"""

from __future__ import annotations

from collections.abc import Mapping

from trainings.documents import MAX_SCORE


def score_answers(answer_key: Mapping[str, str], answers: Mapping[str, str]) -> int:
    """Score one answer sheet: 0 to 5.

    Both mappings go from question id to answer id. A question without an answer counts as wrong; an answer to a
    question that the key does not know counts for nothing. Raises ``ValueError`` for an answer key without questions.
    """
    if not answer_key:
        raise ValueError("an answer key without questions scores nothing")
    right = sum(answers.get(question) == answer for question, answer in answer_key.items())
    return _rounded_half_up(MAX_SCORE * right, len(answer_key))


def _rounded_half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)
