"""One module a command; each turns its arguments into a call of the work below and an exit code."""
