"""`bin/mailbox`: reads the command line, prints a page or a part of a mail.

Parts (`--html`, `--raw`, `--attachment`) go to stdout byte for byte, so that they can be piped into a browser, a mail
program or a file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from collections.abc import Sequence

from .letters import Letter, MailboxError, environment_url, sent_letters
from .pages import letter_page, list_page

_EPILOG = """\
examples:
  bin/mailbox                                 every mail, one line each
  bin/mailbox --to student01@example.com      those to one address
  bin/mailbox --partition aws-cn              those of AWS China on this machine
  bin/mailbox show 3                          the third, as it is read
  bin/mailbox show 3 --attachment scores.csv  a file that came with it
"""


def parser() -> argparse.ArgumentParser:
    """The command line of `bin/mailbox`."""
    command = argparse.ArgumentParser(
        prog="bin/mailbox",
        description="Shows what the embedded AWS has sent by mail.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "action", nargs="?", choices=["list", "show"], default="list", help="what to do (default: list)"
    )
    command.add_argument("number", nargs="?", type=int, help="which mail to show: its number in the list")
    command.add_argument("--to", metavar="ADDRESS", help="list only mails to this address")
    command.add_argument("--json", action="store_true", help="print what the server holds, as JSON")
    command.add_argument("--partition", metavar="NAME", help="of which embedded AWS (default: aws)")
    part = command.add_mutually_exclusive_group()
    part.add_argument("--text", action="store_true", help="show only the plain text")
    part.add_argument("--html", action="store_true", help="show only the HTML part")
    part.add_argument("--raw", action="store_true", help="show the whole message as it was sent")
    part.add_argument("--attachment", metavar="NAME", help="show only this attached file")
    return command


def printed(options: argparse.Namespace, letters: Sequence[Letter], width: int) -> bytes:
    """What a command prints; raises ``MailboxError`` when there is no such mail or part."""
    if options.action == "show":
        return _shown(options, _numbered(options.number, letters))
    wanted = [letter for letter in letters if options.to is None or _is_to(letter, options.to)]
    if options.json:
        return _json([dict(letter.document) for letter in wanted])
    return list_page(wanted, width).encode()


def _shown(options: argparse.Namespace, letter: Letter) -> bytes:
    if options.json:
        return _json(dict(letter.document))
    if options.attachment is not None:
        return _attached(letter, options.attachment)
    part = {"text": letter.text, "html": letter.html, "raw": letter.raw}
    for name, content in part.items():
        if getattr(options, name):
            if not content:
                raise MailboxError(f"mail {letter.number} has no {name} part", f"bin/mailbox show {letter.number}")
            return content.encode() if content.endswith("\n") else f"{content}\n".encode()
    return letter_page(letter).encode()


def _attached(letter: Letter, name: str) -> bytes:
    for file in letter.attachments:
        if file.name == name:
            return file.content
    known = ", ".join(file.name for file in letter.attachments) or "none"
    raise MailboxError(f"mail {letter.number} has no attached file {name!r}", f"use one of its files: {known}")


def _numbered(number: int | None, letters: Sequence[Letter]) -> Letter:
    for letter in letters:
        if letter.number == number:
            return letter
    problem = f"there is no mail number {number}" if number is not None else "the number of the mail is missing"
    raise MailboxError(
        problem, f"use a number from 1 to {len(letters)}" if letters else "bin/mailbox (it is empty now)"
    )


def _is_to(letter: Letter, address: str) -> bool:
    return address.casefold() in (one.casefold() for one in letter.to)


def _json(document: object) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> None:
    """Ends with exit code 1 and the reason on stderr when a mail cannot be shown, 2 for a wrong command line."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `bin/mailbox | head` is no error
    options = parser().parse_args()
    try:
        output = printed(
            options, sent_letters(environment_url(options.partition)), shutil.get_terminal_size((80, 24)).columns
        )
    except MailboxError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(output)


if __name__ == "__main__":
    main()
