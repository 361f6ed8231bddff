"""The shapes of `equishare/problem-1` and `equishare/schedule-1`, apart from reading and writing files (`solver.files`)."""
