"""The example: a corpus drawn from five named documents, and a small press of its own."""
