"""Every refusal that a visitor can get. Each class carries its wire code, its HTTP status and its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def N_(sentence: str) -> str:
    """Marks a sentence for translation; pages translate it when they show it (webapp/http/errors.py)."""
    return sentence


class Refusal(Exception):
    """Base of all refusals; raised anywhere in the web process, answered at the door."""

    code = "internal"
    status = 500
    sentence = N_("Something went wrong on the server. Try again; if it goes on, tell whoever runs this site.")

    def __init__(
        self, sentence: str = "", retry_after: float | None = None, why: Mapping[str, Any] | None = None
    ) -> None:
        """``why`` as ``models.contract.pictures.FrameError`` has it."""
        super().__init__(sentence or self.sentence)
        self.retry_after, self.why = retry_after, why

    @property
    def message(self) -> str:
        return str(self)

    def body(self) -> dict[str, Any]:
        """What goes over the wire: ``{code, message, why?, retry_after?}``, retry_after in seconds."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.why:
            body["why"] = dict(self.why)
        if self.retry_after is not None:
            body["retry_after"] = self.retry_after
        return body


class BadImage(Refusal):
    code, status = "bad_image", 400
    sentence = N_("This is not a picture that can be read. Send a whole JPEG, PNG or WebP.")


class TooLarge(Refusal):
    code, status = "too_large", 413
    sentence = N_("The picture is too large. Send a smaller one.")


class TooSmall(Refusal):
    code, status = "too_small", 400
    sentence = N_("The picture is too small. Send a larger one.")


class InvalidFormat(Refusal):
    code, status = "invalid_format", 400
    sentence = N_("The message has not the form that the protocol asks for.")


class UnknownEvent(Refusal):
    code, status = "unknown_event", 404
    sentence = N_("There is no event of this name.")


class UnknownDemo(Refusal):
    code, status = "unknown_demo", 404
    sentence = N_("There is no demo of this name.")


class UnknownStream(Refusal):
    code, status = "unknown_stream", 404
    sentence = N_("This stream is not open. Open it again.")


class BadParams(Refusal):
    code, status = "bad_params", 400
    sentence = N_("A parameter has a value that it cannot have.")


class Locked(BadParams):
    """A change of parameters while the teacher has locked the controls."""

    sentence = N_("The teacher has locked the settings.")


class RateLimited(Refusal):
    code, status = "rate_limited", 429
    sentence = N_("Too many messages in a short time. Wait a moment.")


class ServerFull(Refusal):
    code, status = "server_full", 503
    sentence = N_("Everyone the machine can serve is already here. It is worth trying again in a little while.")


class Busy(Refusal):
    code, status = "busy", 503
    sentence = N_("The machine is busy. Try again in a moment.")


class ModelLoading(Refusal):
    code, status = "model_loading", 503
    sentence = N_("The model is being loaded. It takes a few seconds.")


class ModelRestarting(Refusal):
    code, status = "model_restarting", 503
    sentence = N_("The model stopped unexpectedly and is being started again. It takes a few seconds.")


class ModelUnavailable(Refusal):
    code, status = "model_unavailable", 503
    sentence = N_("This model cannot run at the moment. The other demos go on.")


class Timeout(Refusal):
    code, status = "timeout", 504
    sentence = N_("The model took too long over this picture and was stopped. The next one is tried afresh.")


class TeacherOnly(Refusal):
    """Over HTTP only: this is for who has the teacher's token."""

    code, status = "invalid_format", 403
    sentence = N_("Only the teacher may do this, with the token that the server printed at its start.")


class NoCookie(Refusal):
    """Over HTTP only: this counts once for each visitor, who is known by a cookie."""

    code, status = "invalid_format", 400
    sentence = N_("Your browser has just been given a cookie, which it needs for this. Try again.")


class Removed(Refusal):
    """Over HTTP only; a socket is told ``server_full``."""

    code, status = "invalid_format", 403
    sentence = N_("The teacher has taken this browser out of the class. Ask in the room if you want to come back.")


class NotFound(Refusal):
    """Over HTTP only."""

    code, status = "invalid_format", 404
    sentence = N_("There is nothing at this address.")


BY_CODE: dict[str, type[Refusal]] = {
    refusal.code: refusal
    for refusal in (
        BadImage,
        TooLarge,
        TooSmall,
        InvalidFormat,
        UnknownEvent,
        UnknownDemo,
        UnknownStream,
        BadParams,
        RateLimited,
        ServerFull,
        Busy,
        ModelLoading,
        ModelRestarting,
        ModelUnavailable,
        Timeout,
        Refusal,
    )
}


def refusal(
    code: str, sentence: str = "", retry_after: float | None = None, why: Mapping[str, Any] | None = None
) -> Refusal:
    """The refusal of a wire code, as a worker sends it; an unknown code is ``internal``."""
    return BY_CODE.get(code, Refusal)(sentence, retry_after, why)
