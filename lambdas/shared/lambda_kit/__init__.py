"""What functions of every system need: their environment, AWS clients, requests of an API, batches of a queue.

Nothing here knows a system: what differs between them is handed in. Packaging takes along only the modules that a
function really imports.
"""
