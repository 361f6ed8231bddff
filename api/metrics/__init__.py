"""Figures for a monitoring system, as `/metrics` tells them."""
