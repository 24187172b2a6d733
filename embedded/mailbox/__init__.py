"""The mails that the embedded AWS has sent, for a person at a terminal.

A developer must see what a student or trainer would have received; opening a JSON endpoint and decoding MIME parts by
hand is no way to look at a mail. `letters` reads what the server holds, `pages` lays it out, `__main__` is
`bin/mailbox`.
"""
