"""Faults planted into what the kit ships, to see that its rules catch them: ``python -m tests.planted_faults``."""
