"""The park over HTTP."""
