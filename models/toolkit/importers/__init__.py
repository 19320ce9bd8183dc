"""Readers of other frameworks' weight files. Only arrays and plain graphs are read; no code is ever loaded."""
