"""The CP-SAT window model: one rule per file; `build` is the table of contents."""
