"""A self-signed certificate for the local network, so that phones may use camera and install."""

import ipaddress
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)


class CertificateUnusable(Exception):
    """Browsers can't be served with that certificate and key; the text says why."""


def require_pair(certificate: Path, key: Path) -> None:
    """Raises CertificateUnusable unless both can be read, belong together and ask for no pass phrase."""
    for path in (certificate, key):
        try:
            path.read_bytes()
        except OSError as problem:
            raise CertificateUnusable(f"{path}: 无法读取 · can't be read: {problem.strerror}") from problem
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _nobody_can_type_it)
    except ssl.SSLError as problem:
        said = "证书与私钥不是有效的一对 (PEM) · not a certificate and its own key (PEM)"
        raise CertificateUnusable(f"{certificate}, {key}: {said}: {problem.reason or problem}") from problem


def _nobody_can_type_it() -> NoReturn:
    raise CertificateUnusable("私钥有口令，请先去除 · the key asks for a pass phrase; take it off first")


def lan_addresses() -> list[str]:
    """This machine's addresses as the network sees them, the one of the default route first; never loopback."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # sends nothing: the kernel only picks a source address
        found.append(probe.getsockname()[0])
    with suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def lan_certificate(folder: Path) -> tuple[Path, Path]:
    """Certificate and key in `folder`; made anew when near its end or when the machine's addresses changed."""
    certificate, key = folder / "lan.crt", folder / "lan.key"
    addresses = {"127.0.0.1", *lan_addresses()}
    if not (certificate.exists() and key.exists() and _serves(certificate, addresses)):
        _make(certificate, key, sorted(addresses))
    return certificate, key


def _serves(path: Path, addresses: set[str]) -> bool:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return addresses <= covered and certificate.not_valid_after_utc > datetime.now(UTC) + RENEW_BEFORE


def _make(certificate: Path, key: Path, addresses: list[str]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shouwen")])
    names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(each)) for each in addresses)]
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + LIFE)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    key.touch(mode=0o600)
    key.write_bytes(private.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    certificate.touch(mode=0o600)
    certificate.write_bytes(signed.public_bytes(pem))
