"""The fairness report: what each tenant asked, should have got and got, where the figures come from, and what they say in words."""
