"""What the trainer's operations of the trainings system need: seed, score, status, smoke, forget and clean-up.

The rules of the system itself (names, documents, deadlines) are the domain package's, ``trainings``; this package holds
what only an operator with the account's credentials does. Ansible's action plugins are thin faces over it.
"""
