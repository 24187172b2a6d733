"""What operators of the gearbox system need: keys of clients, a second chance for files, status, smoke test, client.

The rules of the system itself (records, states, messages) are the domain package's, ``gearbox``; this package holds
what only an operator with the account's credentials does, and what ``bin/gearbox.sh`` leaves to Python.
"""
