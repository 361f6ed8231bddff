"""Keeping more promises than greed does, and proving that no more can be kept."""
