"""What is of SQLite alone: files, locks, pragmas, result codes, and the file that every copy is."""
