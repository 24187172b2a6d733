"""The trainings domain: what subjects, tests, answers, scores and deadlines are, apart from where it all runs.

Functions, operators' tools and tests share this one package, so that a rule is written down once.
"""
