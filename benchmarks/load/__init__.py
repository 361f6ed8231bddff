"""Load on a running service: a park of thirty-two tenants, what their programs ask, and how quickly they are answered."""
