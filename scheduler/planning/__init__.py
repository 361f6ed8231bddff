"""The nightly plan: what is frozen, the problem that is solved, what comes of it. The only part of the park that knows `solver`."""
