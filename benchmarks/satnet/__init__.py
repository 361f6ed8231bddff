"""SatNet: real weeks of NASA's Deep Space Network (Goh et al. 2021) as problems of this solver, and back.

`data` reads a week, `translate` makes a `Problem`, `solution` writes SatNet's own format, `referee` judges such a file
against the raw data without a line of the solver's code, `command` ties them together.
"""
