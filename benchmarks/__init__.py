"""Measuring sticks: real and drawn instances, best-known figures, and the commands that hold the solver against them."""
