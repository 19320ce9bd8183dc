"""The local certificate authority: made once, for these names alone, readable by nobody else."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from webapp.lan.certificate import RENEW_DAYS, SITE_DAYS, Identity, identity

NAMES = ["localhost", "lab7", "lab7.local", "hype.local", "192.168.1.5", "127.0.0.1", "::1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tls"


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def test_keys_are_the_owners_alone(folder: Path) -> None:
    identity(folder, NAMES)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "authority.key": 0o600,
        "authority.pem": 0o600,
        "site.key": 0o600,
        "site.pem": 0o600,
    }


def test_they_are_made_once(folder: Path) -> None:
    first = identity(folder, NAMES)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert identity(folder, reversed(NAMES)) == first
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_new_address_needs_no_new_trust(folder: Path) -> None:
    first = identity(folder, NAMES)
    second = identity(folder, [*NAMES, "10.1.2.3", "other.local"])
    assert second.fingerprint == first.fingerprint
    found = read(second.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "other.local" in found.get_values_for_type(x509.DNSName)
    assert "10.1.2.3" in {str(address) for address in found.get_values_for_type(x509.IPAddress)}


def test_a_name_beyond_the_authority_makes_a_new_one(folder: Path) -> None:
    first = identity(folder, NAMES)
    assert identity(folder, [*NAMES, "hype.example.org"]).fingerprint != first.fingerprint


def test_the_authority_vouches_for_this_machine_alone(folder: Path) -> None:
    found = read(identity(folder, NAMES).authority)
    basic = found.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.value.ca, basic.value.path_length, basic.critical) == (True, 0, True)
    names = found.extensions.get_extension_for_class(x509.NameConstraints)
    assert names.critical
    domains = {name.value for name in names.value.permitted_subtrees or [] if isinstance(name, x509.DNSName)}
    assert domains == {"localhost", "local", "lab7", "lab7.local", "hype.local"}


def test_the_certificate_is_renewed_before_it_ends(folder: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    first = read(identity(folder, NAMES, now).certificate)
    lifetime = first.not_valid_after_utc - first.not_valid_before_utc
    assert lifetime <= timedelta(days=SITE_DAYS)
    soon = now + timedelta(days=SITE_DAYS - RENEW_DAYS - 10)
    assert read(identity(folder, NAMES, soon).certificate) == first
    late = now + timedelta(days=SITE_DAYS - RENEW_DAYS + 10)
    assert read(identity(folder, NAMES, late).certificate) != first


def test_names_that_come_and_go_cost_no_trust(folder: Path) -> None:
    """A machine that a network calls otherwise: its bare name is left out, all else goes on."""
    first = identity(folder, NAMES[:1], passing=["lab7", "10.1.2.3"])
    second = identity(folder, NAMES[:1], passing=["lab7", "room-12", "room-12.local", "10.9.9.9"])
    assert second.fingerprint == first.fingerprint
    found = read(second.certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(found.get_values_for_type(x509.DNSName)) == {"localhost", "lab7", "room-12.local"}
    assert {str(one) for one in found.get_values_for_type(x509.IPAddress)} == {"10.9.9.9"}


@pytest.mark.parametrize("ahead", [timedelta(hours=20), timedelta(days=3), timedelta(days=4000)])
def test_what_was_made_while_the_clock_was_ahead_is_good_now(folder: Path, ahead: timedelta) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    before = identity(folder, NAMES, now + ahead)
    found = identity(folder, NAMES, now)
    for file in (found.authority, found.certificate):
        assert read(file).not_valid_before_utc <= now < read(file).not_valid_after_utc
    read(found.certificate).verify_directly_issued_by(read(found.authority))
    # Within the day's grace nobody has to trust anything anew.
    assert (found.fingerprint == before.fingerprint) is (ahead < timedelta(days=1))


def test_what_was_made_while_the_clock_was_behind_is_good_now(folder: Path) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    identity(folder, NAMES, datetime(1970, 1, 2, tzinfo=UTC))
    found = identity(folder, NAMES, now)
    for file in (found.authority, found.certificate):
        assert read(file).not_valid_before_utc <= now < read(file).not_valid_after_utc


def test_it_says_what_the_authority_may_vouch_for(folder: Path) -> None:
    found = identity(folder, NAMES)
    assert set(found.domains) == {"localhost", "local", "lab7", "lab7.local", "hype.local"}
    assert found.networks == ("0.0.0.0/0", "::/0")
    constraints = read(found.authority).extensions.get_extension_for_class(x509.NameConstraints).value
    assert len(constraints.permitted_subtrees or []) == len(found.domains) + len(found.networks)


@pytest.mark.parametrize("name", ["site.pem", "site.key", "authority.pem", "authority.key"])
def test_a_damaged_file_is_made_anew(folder: Path, name: str) -> None:
    identity(folder, NAMES)
    (folder / name).write_text("damaged")
    again = identity(folder, NAMES)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(again.certificate, again.key)
    read(again.certificate).verify_directly_issued_by(read(again.authority))


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = identity(tmp_path / "file" / "tls", NAMES)
    assert isinstance(found, Identity)
    assert found.certificate.is_file()


@pytest.mark.parametrize(("name", "is_good"), [("lab7.local", True), ("192.168.1.5", True), ("google.com", False)])
def test_who_trusts_the_authority_believes_these_names(folder: Path, name: str, is_good: bool) -> None:
    """By OpenSSL's own check: even a certificate that the stolen key signed for another site is refused."""
    found = identity(folder, NAMES)
    if not is_good:
        from webapp.lan import certificate

        authority, key = certificate._authority(folder, certificate._Names(NAMES, []), datetime.now(UTC))
        certificate._make_site(folder, authority, key, [name], datetime.now(UTC))
    client, server = ssl.create_default_context(cafile=str(found.authority)), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(found.certificate, found.key)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(incoming, outgoing, server_hostname=name)
    theirs = server.wrap_bio(outgoing, incoming, server_side=True)
    said = ""
    for _ in range(6):
        for side in (ours, theirs):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
            except ssl.SSLCertVerificationError as error:
                said = error.verify_message
            except ssl.SSLError:
                pass
    assert (said == "") is is_good, said
    assert is_good or "permitted subtree violation" in said
