"""Which permissions roles have, and which of them were used."""
