"""One kind of error for everything a user can mend.

Every message has three parts: what is wrong, what was given, what to type next. Programming mistakes stay ordinary
exceptions with their traceback.
"""

from __future__ import annotations


class StackyardError(Exception):
    """A fault the user can mend.

    ``problem`` says what is wrong, ``given`` shows the offending input (may be empty), ``remedy`` says what to do.
    """

    def __init__(self, problem: str, *, given: str = "", remedy: str) -> None:
        self.problem = problem
        self.given = given
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        parts = [self.problem, f"  given: {self.given}" if self.given else "", f"  remedy: {self.remedy}"]
        return "\n".join(part for part in parts if part)
