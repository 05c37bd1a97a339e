"""Documents → the bytes of an EPUB 3.3; ``packaging`` is the only module that knows ebooklib."""
