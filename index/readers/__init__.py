"""One reader per format, bytes in and `Draft` out; `index.reading` chooses among them."""
