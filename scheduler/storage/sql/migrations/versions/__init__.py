"""One module for each revision; none is changed once it has been released."""
