"""The search: construct, improve, bound, prove; `solve` is the door."""
