"""Benchmarks: `make bench`, or `python -m tests.quality.bench ingest growth` for some of them."""
