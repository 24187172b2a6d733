"""Templates as documents: their YAML, their limits, the names in them, and which types of resources hold data."""
