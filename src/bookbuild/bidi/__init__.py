"""Text in the order of reading → the order in which it is painted (Unicode Bidirectional Algorithm, UAX 9)."""
