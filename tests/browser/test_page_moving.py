"""The class follows a machine that changes networks during a stream: the projector, the certificate, a newcomer."""

from tests.support.apart import in_a_network_of_its_own


def test_the_projector_and_a_second_visitor_follow_and_the_first_stream_never_stops() -> None:
    """In a network of its own, with made-up interfaces (tests/browser/moving.py)."""
    in_a_network_of_its_own("tests.browser.moving")
