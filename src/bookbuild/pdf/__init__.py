"""The document for print → laid-out pages → PDF; this package is the only one that knows WeasyPrint."""
