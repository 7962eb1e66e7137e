"""The library: articles read, cut, embedded and indexed, never wrong. Knows no question."""
