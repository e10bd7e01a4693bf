"""The ways people meet Peerbench: the command and its reports."""
