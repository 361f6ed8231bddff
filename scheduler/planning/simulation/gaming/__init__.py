"""Does it pay to lie? Each tenant in turn tries each ruse on the real planner, and what it gains is held against telling the truth."""
