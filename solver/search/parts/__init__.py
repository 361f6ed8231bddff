"""A problem that falls into independent components: solved apart, in parallel, in rounds."""
