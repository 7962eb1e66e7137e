"""A real web server on loopback that misbehaves in every way a page's server can."""

import gzip
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ARTICLE = """<!doctype html><html><head><title>Quarry choir grows</title>
<meta name="date" content="2033-05-06"></head><body><article><h1>Quarry choir grows</h1>
<p>The Ombrel quarry choir has fifty-one singers this spring, led by Tove Lindqvarn of Sundrevik.</p>
<p>{more}They rehearse on Tuesdays in the old weighing house beside the upper quarry pond.</p>
</article></body></html>"""


@dataclass
class Web:
    """What the server gives: a page's headers and body by path; the requests it got."""

    url: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    first: dict[str, list[tuple[int, dict[str, str], bytes]]] = field(default_factory=dict)

    def put(self, path: str, body: bytes | str, status: int = 200, /, **headers: str) -> str:
        data = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"content-type": "text/html", **named}, data)
        return self.url + path

    def article(self, path: str = "/choir", *, more: str = "") -> str:
        return self.put(path, ARTICLE.format(more=more))

    def busy(self, path: str, *, status: int = 503, **headers: str) -> None:
        """Answer the next request for a path like this, and then as before."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.first.setdefault(path, []).append((status, named, b""))

    def asked(self) -> list[str]:
        return [path for path, _ in self.seen]

    def find(self, path: str, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Give status, headers and body for a request."""
        if self.first.get(path):
            return self.first[path].pop(0)
        status, headers, body = self.pages.get(path, (404, {}, b"nothing here"))
        pairs = (("if-none-match", "etag"), ("if-modified-since", "last-modified"))
        is_same = any(name in asked and asked[name] == headers.get(of) for name, of in pairs)
        return (304, headers, b"") if is_same else (status, headers, body)

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        return self.put(path, b"", status, location=to)


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            with suppress(BrokenPipeError, ConnectionResetError):
                self._answer()

        def _answer(self) -> None:
            if self.path == "/slow-headers":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                for _ in range(100):
                    self.wfile.write(b"x-a: b\r\n")
                    time.sleep(0.1)
                return
            if self.path == "/silent":
                time.sleep(2)
                return
            status, headers, body = web.find(*web.seen[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "x-endless" in headers:
                self.end_headers()
                for _ in range(10_000):
                    self.wfile.write(body)
                return
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def serve_web(*, certificate: Path | None = None) -> Iterator[Web]:
    """Serve on a free port of loopback until the block ends, with TLS if there is a certificate."""
    web = Web()

    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(web))
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    web.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def bomb(megabytes: int) -> bytes:
    """Give a small gzip that opens to so many megabytes."""
    return gzip.compress(b"<!doctype html><html>" + b" " * (megabytes * 1_000_000))
