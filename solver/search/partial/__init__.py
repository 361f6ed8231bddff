"""The partial schedule a search works on: feasible at every step, and quick to change."""
