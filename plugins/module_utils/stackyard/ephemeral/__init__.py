"""Ephemeral environments: copies under a name of their own that are always taken away again."""
