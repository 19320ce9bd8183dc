"""Tests, and in support/ what they share with the benchmarks."""
