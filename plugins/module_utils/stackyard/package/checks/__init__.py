"""What is refused before anything is uploaded: names that hide each other, and weights beyond limits."""
