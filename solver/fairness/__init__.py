"""What is fair: demands, targets, service levels, measures of a whole schedule, and the policies that say what to strive for."""

from solver.fairness.aims import Aim, aims_of, demands_of
from solver.fairness.levels import FULL, account_results, begun_before, granted_of, levels_of, service_level
from solver.fairness.measures import by_share, envies, guaranteed, jain, leximin_factor
from solver.fairness.water import targets
from solver.fairness.whole import whole_aims

__all__ = [
    "FULL",
    "Aim",
    "account_results",
    "aims_of",
    "begun_before",
    "by_share",
    "demands_of",
    "envies",
    "granted_of",
    "guaranteed",
    "jain",
    "levels_of",
    "leximin_factor",
    "service_level",
    "targets",
    "whole_aims",
]
