"""Search without a model: a first schedule in many orders, then thousands of small repairs a second."""
