"""Writes those parts of `equishare_client` that the OpenAPI text decides: models, resources, kinds of problems."""
