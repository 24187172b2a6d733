"""Artifacts as files: bytecode, zips, and folders for other tools."""
