"""How what documents say about students is checked; see ``lambda_kit.checking``."""

from __future__ import annotations

import re

from lambda_kit.checking import Checker

from trainings.ids import BadId, student_id

_MAX_EMAIL_LENGTH = 254  # RFC 5321: a path holds 256 octets, two of them brackets
_LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_LOCAL_PART}@(?:{_LABEL}\.)+{_LABEL}")


class StudentChecker(Checker):
    """Checks entries about students."""

    def student_id(self, entry: object, place: str) -> str:
        """Return the student id of an entry."""
        found = self.text(entry, "student_id", place)
        try:
            return student_id(found) if found else ""
        except BadId as error:
            self.fault(f"{place}.student_id", str(error))
            return ""

    def email(self, entry: object, place: str) -> str:
        """Return the e-mail address of an entry: one plain address, safe in a mail header."""
        found = self.text(entry, "email", place)
        if found and (len(found) > _MAX_EMAIL_LENGTH or not _EMAIL.fullmatch(found)):
            self.fault(f"{place}.email", "it is not an e-mail address such as student01@example.com")
        return found
