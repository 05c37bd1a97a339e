"""Manuscript, EPUB and PDF → streams of words with their places → where they disagree, or that they do not."""
