"""Which settings there are, what they may be, and where somebody set them: a misspelt one is an error, not a wish."""
