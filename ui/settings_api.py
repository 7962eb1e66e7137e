"""What the settings page asks for: who is here, what they prefer, and the doctor's report.

Knows no Gradio.
"""

import dataclasses
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from fastapi.responses import JSONResponse, Response

from rag import Assistant
from rag.health import check_health
from ui.login_gate import address_of, person_of
from ui.preferences import Preferences
from ui.security import is_loopback, user_of
from ui.texts import say


def build_settings(
    assistant: Assistant, preferences: Preferences, *, has_others: bool
) -> APIRouter:
    """Build `GET` and `PATCH /api/preferences` and `GET /api/doctor`.

    `has_others` says that people on other machines, or several with names, use this server.
    """
    router = APIRouter(prefix="/api")
    settings = assistant.settings

    @router.get("/preferences")
    def get_preferences(request: Request) -> dict[str, Any]:
        """Give who asks, what they prefer (null is as the server is set), and what there is."""
        user, person = user_of(request), person_of(request)
        return {
            "name": person.name if person else None,
            "preferences": dataclasses.asdict(preferences.of(user or "")),
            "server": {
                "generator": assistant.generator.name,
                "strict": settings.strict,
                "top_k": settings.top_k,
                "theme": None,
            },
            "generators": [dataclasses.asdict(offer) for offer in assistant.generators()],
        }

    @router.patch("/preferences", response_model=None)
    def change_preferences(
        changes: Annotated[dict[str, Any], Body()], request: Request
    ) -> Response | dict[str, Any]:
        """Keep what changed, of generator, strict, top_k and theme; null is as the server is set."""
        user = user_of(request)
        if user is None:
            return _refuse(say("settings.nobody"), say("settings.nobody_hint"))
        preferences.keep(user, changes)
        return get_preferences(request)

    @router.get("/doctor", response_model=None)
    def get_doctor(request: Request) -> Response | dict[str, Any]:
        """Report on this server: to whoever is logged in, else only to the machine itself.

        Of its machine it tells only where nobody but its owner is served.
        """
        if person_of(request) is None and not is_loopback(address_of(request)):
            return _refuse(say("settings.doctor_refused"), say("settings.doctor_refused_hint"))
        viewer = assistant.viewer(user_of(request))
        checks = check_health(settings, viewer=viewer, is_guest=has_others)
        return {"checks": [dataclasses.asdict(check) for check in checks]}

    return router


def _refuse(error: str, hint: str) -> Response:
    return JSONResponse({"error": error, "hint": hint}, status_code=403)
