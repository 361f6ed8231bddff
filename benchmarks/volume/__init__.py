"""A park with years behind it: whether lists and the night's loading take longer than in a new one."""
