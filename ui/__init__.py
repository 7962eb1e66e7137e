"""The ways in: command line, HTTP API and chat page, all over `rag.Assistant`."""
