"""Packages installed for a runtime, kept for all checkouts, and each function's view of them."""
