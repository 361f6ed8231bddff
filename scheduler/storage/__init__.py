"""Where the park is kept: protocols of the repositories, the unit of work, and its implementations."""
