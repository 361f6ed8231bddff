"""The one policy engine: what is asked or said, held against the rules of the park. Every door goes through it."""
