"""The park in values: what there is, what is wanted, what was given; knows neither solver nor storage."""
