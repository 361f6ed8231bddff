"""What is of PostgreSQL alone: sessions, locks, SQLSTATEs, and how its rows come into the file that every copy is."""
