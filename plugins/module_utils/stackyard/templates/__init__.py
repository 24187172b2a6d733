"""Templates as documents: their YAML, limits and names, which types hold data, and what they say once evaluated."""
