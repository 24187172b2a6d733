"""What operators do with a deployed system, whichever it is: hand out keys, look into queues, call its API, tell of it.

A system's own operations (``<system>_ops``) are made of these; Ansible's action plugins are thin faces over them.
"""
