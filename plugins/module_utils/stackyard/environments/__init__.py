"""The inventory's environments: which there are, what they are set to and where, and how another one begins."""
