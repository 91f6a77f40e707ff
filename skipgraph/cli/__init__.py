"""The command line: words in, printed lines and files out."""
