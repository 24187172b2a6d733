"""Estimate: what templates will cost a month, from a usage profile and a dated price file."""
