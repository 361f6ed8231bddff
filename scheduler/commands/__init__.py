"""One module per command of the program; `scheduler.cli` names them. Heavy imports happen inside: start-up counts."""
