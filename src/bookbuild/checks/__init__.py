"""A book → findings: what is doubtful or wrong with it, each kind once in ``registry.CHECKS``."""
