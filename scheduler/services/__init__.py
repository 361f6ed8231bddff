"""The use cases, called alike by API, command line and console; each is one transaction."""
