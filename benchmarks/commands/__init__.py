"""What the commands of `python -m benchmarks` do; each module has a `run(options) -> exit code`."""
