"""`python -m tests.soak.on_postgresql COMMAND...`: a command with the address of an empty database wherever it says `{}`.

The server is the one of the tests: started for the command, ended after it, with its writing to the disk switched on, for what is measured is
what a park would have.
"""

from __future__ import annotations

import subprocess
import sys

from tests.scheduler import postgres


def main(words: list[str]) -> int:
    """Run the command and return its exit code."""
    with postgres.server(durable=True) as server:
        command = []
        for number, word in enumerate(words):
            if word == "{}":
                name = f"park_{number}"
                postgres.execute(
                    server.url("postgres").render_as_string(),
                    f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0",
                )
                command.append(server.url(name).render_as_string())
            else:
                command.append(word)
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
