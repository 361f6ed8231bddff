"""The solving child process: its words, its life and what is left when it dies."""
