"""The work of the weekly job: one batch of answer sheets of one test becomes scores, and mails to their students.

Every step may be repeated: a score is written once and the stored one counts, the result of the batch is the same each
time, and the mail ledger sees to it that a mail which is ordered twice is sent once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lambda_kit.parallel import in_parallel

from trainings.documents import BadDocument, GivenAnswer, answer_key_from, result_from, score_from
from trainings.layout import answer_key_key, batch_result_key, result_key, score_key
from trainings.mail_queue import MailQueue
from trainings.mails import ScoreMail
from trainings.plan_scoring import students_on_list
from trainings.runs import Batch, BatchResult, Problem
from trainings.scoring import score_answers
from trainings.store import AlreadyThere, Store

AnswerKey = Mapping[str, str]
NO_ADDRESS = (
    "not on the students' list (any more), or with a bad entry there: scored, but there is no address to mail to"
)


def score_batch(store: Store, queue: MailQueue, batch: Batch) -> dict[str, int]:
    """Score a batch, order its mails, store its result.

    Returns figures only; no names leave this function for the state machine's history. Raises ``BadDocument`` when the
    students' list cannot be read as a whole; a student whose entry there is bad counts as not on it.
    """
    result = _scored(store, batch)
    addresses = {student.student_id: student.email for student in students_on_list(store).students}
    mails = [
        ScoreMail(batch.subject, batch.test_id, student, addresses[student], score)
        for student, score in result.scores.items()
        if student in addresses
    ]
    queue.put(mails)
    strangers = tuple(_problem(batch, student, NO_ADDRESS) for student in result.scores if student not in addresses)
    told = BatchResult(result.scores, (*result.problems, *strangers), result.complete)
    store.put_json(batch_result_key(batch.run_id, batch.batch), told.as_json())
    return {"scored": len(told.scores), "mails": len(mails), "problems": len(told.problems)}


def _scored(store: Store, batch: Batch) -> BatchResult:
    key = _answer_key(store, batch)
    if isinstance(key, Problem):
        return BatchResult(problems=(key,), complete=False)
    outcomes = in_parallel(lambda student: _score_of(store, batch, key, student), batch.students)
    scores = {student: found for student, found in zip(batch.students, outcomes, strict=True) if isinstance(found, int)}
    return BatchResult(scores, tuple(found for found in outcomes if isinstance(found, Problem)))


def _answer_key(store: Store, batch: Batch) -> AnswerKey | Problem:
    place = answer_key_key(batch.subject, batch.test_id)
    try:
        found = store.get_json(place)
        if found is None:
            return _problem(batch, "", f"{place} is missing: nothing was scored; publish it and run the job again")
        return _by_question(answer_key_from(found, place))
    except BadDocument as error:
        return _problem(batch, "", f"nothing was scored; mend the answer key and run the job again: {error}")


def _score_of(store: Store, batch: Batch, key: AnswerKey, student: str) -> int | Problem:
    place = result_key(batch.subject, batch.test_id, student)
    try:
        found = store.get_json(place)
        if found is None:
            return _problem(batch, student, f"{place} has gone since it was listed")
        score = score_answers(key, _by_question(result_from(found, place)))
        return _written_once(store, score_key(batch.subject, batch.test_id, student), score)
    except BadDocument as error:
        return _problem(batch, student, f"the document cannot be read: {error}")


def _written_once(store: Store, place: str, score: int) -> int:
    try:
        store.put_new_json(place, {"score": score})
    except AlreadyThere:
        return score_from(store.get_json(place), place)
    return score


def _by_question(given: Sequence[GivenAnswer]) -> AnswerKey:
    return {answer.question_id: answer.answer for answer in given}


def _problem(batch: Batch, student: str, problem: str) -> Problem:
    return Problem(batch.subject, batch.test_id, problem, student)
