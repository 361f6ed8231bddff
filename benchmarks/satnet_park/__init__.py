"""A SatNet week through the front door: antennas are machines, missions are tenants, everything goes over HTTP.

`bodies` writes the requests, `readback` reads a published schedule as tracks, `client` speaks HTTP, `service` starts and ends
the service, `command` ties them together. Nothing here imports the service: it is measured as its users meet it.
"""
