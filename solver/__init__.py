"""A library of optimization: shared machines, integers, accounts with shares; no date, no tenant, no I/O."""
