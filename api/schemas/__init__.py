"""What goes in and out over HTTP: strict models with the field names of the domain, and the way from one to the other."""
