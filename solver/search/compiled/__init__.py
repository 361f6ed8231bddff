"""The search without a model once more, compiled: the same rounds of ruin and recreate, many times as many a second."""
