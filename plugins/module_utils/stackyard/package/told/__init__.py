"""What people are told: what packaging did, why, and what it weighs."""
