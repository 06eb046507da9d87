"""Claims as they are shown: rows and statements in, plain components out."""
