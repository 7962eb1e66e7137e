"""Put the page and the HTTP API into one application. Knows nothing about articles or answers."""

import os
from importlib import resources
from pathlib import Path

from fastapi import FastAPI

from rag import Assistant
from ui.api import add_error_handlers, build_api, end_api
from ui.chat_routes import build_chat_routes
from ui.conversations import Conversations
from ui.login_gate import LoginGate
from ui.logins import Logins
from ui.preferences import Preferences
from ui.security import AnonymousUsers, Guard, serves_others, user_of
from ui.settings_api import build_settings
from ui.uploads import build_uploads


def create_app(assistant: Assistant, *, host: str = "127.0.0.1") -> FastAPI:
    """Build the application over an open assistant, which the caller closes afterwards.

    Args:
        assistant: Serves every request; its methods run in threads.
        host: Where it will listen. If that is a name, requests may name it, besides `localhost`
            and literal addresses; no other name is answered to.
    """
    _prepare_environment(assistant.settings.library.expanduser())
    # Gradio reads the environment while it is imported, and importing it takes seconds.
    import gradio as gr

    from ui.chat import build_page, build_theme
    from ui.library_api import build_library_api
    from ui.login_page import build_login
    from ui.page_parts import THEME_JS, head_html

    chats = Conversations(assistant.index.chats, assistant.index.people)
    app = FastAPI(title="Citewell", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    people = assistant.index.people
    preferences = Preferences(people, assistant)
    settings = assistant.settings
    has_others = serves_others(host, logins=settings.logins)
    is_shared = has_others and settings.uploads == "shared"
    if settings.logins:
        logins = Logins(people)
        app.include_router(build_login(logins))
        app.add_middleware(LoginGate, logins=logins)
    else:
        app.add_middleware(AnonymousUsers)
    app.add_middleware(Guard, hosts=(host,))  # the outermost
    add_error_handlers(app)
    app.include_router(build_api(assistant))
    app.include_router(build_uploads(assistant, chats))
    app.include_router(build_chat_routes(assistant, chats))
    app.include_router(build_settings(assistant, preferences, has_others=has_others))
    app.include_router(build_library_api(assistant, chats))
    end_api(app)
    with resources.as_file(resources.files("ui").joinpath("assets", "favicon.svg")) as favicon:
        mounted: FastAPI = gr.mount_gradio_app(
            app,
            build_page(assistant, chats, preferences, is_shared=is_shared),
            path="/",
            auth_dependency=user_of,
            theme=build_theme(),
            head=head_html(),
            js=THEME_JS,
            favicon_path=str(favicon),
            footer_links=[],
            run_history=False,
            show_error=False,
            max_file_size=1,
            allowed_paths=[],
            ssr_mode=False,
            enable_monitoring=False,
            server_name="127.0.0.1",
        )
    return mounted


def _prepare_environment(library: Path) -> None:
    """Keep Gradio off the network and its files inside the library's folder."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("GRADIO_TEMP_DIR", str(library / "gradio"))
