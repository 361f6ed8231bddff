"""Large neighbourhood search: free a few jobs, let CP-SAT place them better, in several threads."""
