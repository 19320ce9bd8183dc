"""A local certificate authority, made once, and the site's certificate, made anew when its names change or it ages.

The authority is good for the names of local networks and this machine's own, and for addresses (name constraints,
RFC 5280, 4.2.1.10): a device that trusts it trusts no site with another name through it, even if its key were stolen.
It has every address, so that a machine which goes to another network need not be trusted anew.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import logging
import os
import socket
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

log = logging.getLogger(__name__)

AUTHORITY_DAYS = 3650
SITE_DAYS = 397
"""Apple's devices refuse certificates that are good for longer than 825 days, other browsers draw the line at 398."""
RENEW_DAYS = 30
ALWAYS = ("localhost", "local")
"""Names below which the authority may always vouch: ``local`` is every name of mDNS."""

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Identity:
    """Files in PEM. ``fingerprint`` is the authority's SHA-256, as devices show it; ``domains`` and ``networks`` are
    what it may vouch for: these names, whatever ends in one of them, and these addresses."""

    authority: Path
    certificate: Path
    key: Path
    fingerprint: str
    domains: tuple[str, ...]
    networks: tuple[str, ...]


def identity(folder: Path, names: Iterable[str], now: datetime | None = None, passing: Iterable[str] = ()) -> Identity:
    """The site's identity under these names, DNS or IP; made where it is missing, too old, or of other names.

    ``passing`` are names that come and go with the network: they are in where the authority that devices trust may
    vouch for them. For those in ``names`` a new authority is made. Where ``folder`` cannot be written the identity
    lasts as long as the process, and devices have to trust it anew.
    """
    wanted = _Names(sorted(set(names)), sorted(set(passing) - set(names)))
    try:
        return _identity(folder, wanted, now or datetime.now(UTC))
    except OSError as error:
        log.warning("the certificate cannot be kept in %s (%s): devices must trust a new one", folder, error.strerror)
        return _identity(_own_folder(), wanted, now or datetime.now(UTC))


class _Names(NamedTuple):
    lasting: list[str]
    passing: list[str]


@functools.cache
def _own_folder() -> Path:
    """One for the life of this process."""
    return Path(tempfile.mkdtemp(prefix="hype-tls-"))


def _identity(folder: Path, wanted: _Names, now: datetime) -> Identity:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    authority, authority_key = _authority(folder, wanted, now)
    names = sorted([*wanted.lasting, *(name for name in wanted.passing if _covers(authority, [name]))])
    certificate, key = folder / "site.pem", folder / "site.key"
    if not _is_good(certificate, key, authority, names, now):
        _make_site(folder, authority, authority_key, names, now)
    fingerprint = authority.fingerprint(hashes.SHA256()).hex(":").upper()
    domains, networks = _permitted(authority)
    return Identity(folder / "authority.pem", certificate, key, fingerprint, domains, networks)


# -- the authority ---------------------------------------------------------------------------------------------


def _authority(folder: Path, wanted: _Names, now: datetime) -> tuple[x509.Certificate, Key]:
    with contextlib.suppress(OSError, ValueError):
        certificate = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
        key = _read_key(folder / "authority.key")
        if _is_current(certificate, now) and _covers(certificate, wanted.lasting):
            return certificate, key
        log.warning("a new certificate authority is made: every device has to trust it again")
    return _make_authority(folder, [*wanted.lasting, *wanted.passing], now)


def _is_current(certificate: x509.Certificate, now: datetime, left: timedelta = timedelta(0)) -> bool:
    """Whether it is good now and for a time to come. One that was made while this clock was ahead may not be yet."""
    return certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - left


def _covers(authority: x509.Certificate, names: list[str]) -> bool:
    """Whether the authority may vouch for all these names."""
    domains, _ = _permitted(authority)
    return all(any(name == domain or name.endswith(f".{domain}") for domain in domains) for name in _dns(names))


def _permitted(authority: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The domains and the networks that the authority may vouch for."""
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    domains = tuple(name.value for name in allowed if isinstance(name, x509.DNSName))
    return domains, tuple(str(name.value) for name in allowed if isinstance(name, x509.IPAddress))


def _make_authority(folder: Path, names: list[str], now: datetime) -> tuple[x509.Certificate, Key]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, _shortened(f"Hype or Reality on {socket.gethostname()}")),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hype or Reality"),
        ]
    )
    everywhere = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    allowed: list[x509.GeneralName] = [x509.DNSName(name) for name in sorted({*ALWAYS, *_dns(names)})]
    allowed += [x509.IPAddress(network) for network in everywhere]
    certificate = (
        _builder(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(allowed, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "authority.key", _pem(key))
    _write(folder / "authority.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


# -- the site --------------------------------------------------------------------------------------------------


def _is_good(file: Path, key: Path, authority: x509.Certificate, names: list[str], now: datetime) -> bool:
    """Whether a certificate is there, vouched for by this authority, of these names, and good for a while."""
    try:
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
        certificate.verify_directly_issued_by(authority)
        if _read_key(key).public_key() != certificate.public_key():
            return False
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        is_named = set(found) == set(_general(names))
    except Exception:  # whatever is wrong with it, a new one is made
        return False
    return is_named and _is_current(certificate, now, timedelta(days=RENEW_DAYS))


def _make_site(folder: Path, authority: x509.Certificate, authority_key: Key, names: list[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, (_dns(names) or names)[0][:64])])
    issuer_key = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _builder(subject, authority.subject, key, now, SITE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_key), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(folder / "site.key", _pem(key))
    chain = [certificate, authority]
    _write(folder / "site.pem", b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain))


# -- parts -----------------------------------------------------------------------------------------------------


def _builder(subject: x509.Name, issuer: x509.Name, key: Key, now: datetime, days: int) -> x509.CertificateBuilder:
    """What both certificates share; valid from yesterday on, since clocks in a room differ, and are set."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days - 1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _shortened(text: str) -> str:
    """At most 64 bytes, as a certificate has room for (RFC 5280, appendix A, ub-common-name)."""
    return text.encode()[:64].decode(errors="ignore")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _dns(names: Iterable[str]) -> list[str]:
    return [name for name in names if not _is_address(name)]


def _general(names: Iterable[str]) -> list[x509.GeneralName]:
    return [x509.IPAddress(ipaddress.ip_address(name)) if _is_address(name) else x509.DNSName(name) for name in names]


def _pem(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _read_key(file: Path) -> Key:
    key = serialization.load_pem_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of ours")
    file.chmod(0o600)
    return key


def _write(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
    part.replace(file)
