"""The embedded AWS as a background service that the repository owns.

Standard library only, because `bin/local` must work, and explain itself, even where an environment is broken.
"""
