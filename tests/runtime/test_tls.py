"""`shouwen run` over TLS: with a certificate of the house, or with one of its own for the phones of the network."""

import ipaddress
import shutil
import ssl
import tempfile
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from shouwen.cli import main
from shouwen.runtime.certificate import lan_addresses
from shouwen.runtime.postgres import EmbeddedPostgres
from tests.patience import until
from tests.runtime.test_run import Desk, starts_told


def a_pair(folder: Path, name: str = "house", *, passphrase: bytes = b"") -> tuple[Path, Path]:
    """A certificate for localhost and its key, the key as OpenSSL wrote it for decades (PKCS#1)."""
    key = rsa.generate_private_key(65537, 2048)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
        .serial_number(1).not_valid_before(made - timedelta(days=1)).not_valid_after(made + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    sealed = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    places = folder / f"{name}.crt", folder / f"{name}.key"
    places[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    places[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, sealed)
    )
    return places


@pytest.fixture
def desk() -> Iterator[Desk]:
    data = Path(tempfile.mkdtemp(prefix="shouwen-tls-"))
    data.chmod(0o711)
    desk = Desk(data)
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()
    shutil.rmtree(EmbeddedPostgres(data).socket, ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


def answered(port: int, trusted: Path, host: str = "127.0.0.1") -> str:
    """What /healthz says over TLS to somebody who trusts that certificate and no other."""
    context = ssl.create_default_context(cafile=str(trusted))
    with urllib.request.urlopen(f"https://{host}:{port}/healthz", timeout=10, context=context) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_a_desk_serves_over_tls_with_the_certificate_of_the_house_and_says_so(desk: Desk, tmp_path: Path):
    certificate, key = a_pair(tmp_path)

    desk.start("--cert", str(certificate), "--key", str(key))
    until(lambda: len(starts_told(desk)) == 1)

    assert answered(desk.port, certificate) == "ok\n"
    assert f"https://127.0.0.1:{desk.port}" in desk.log.read_text()


@pytest.mark.slow
def test_phones_of_the_network_reach_a_desk_over_tls_at_the_address_it_prints(desk: Desk):
    desk.start("--lan")
    until(lambda: len(starts_told(desk)) == 1)

    host = next(iter(lan_addresses()), "127.0.0.1")
    assert answered(desk.port, desk.data / "secrets" / "lan.crt", host) == "ok\n"
    assert f"https://{host}:{desk.port}" in desk.log.read_text()


@pytest.mark.parametrize("fault", ["not there", "not its key", "no certificate", "pass phrase"])
def test_a_certificate_that_can_not_serve_is_refused_before_anything_starts(
    fault: str, tmp_path: Path, monkeypatch, capfd
):
    certificate, key = a_pair(tmp_path)
    said = "a certificate and its own key"
    match fault:
        case "not there":
            certificate, said = tmp_path / "nowhere.crt", "No such file"
        case "not its key":
            key = a_pair(tmp_path, "other")[1]
        case "no certificate":
            certificate.write_text("hello")
        case "pass phrase":
            (certificate, key), said = a_pair(tmp_path, passphrase=b"secret"), "asks for a pass phrase"
    monkeypatch.setenv("SHOUWEN_DATA", str(tmp_path / "data"))

    assert main(["run", "--cert", str(certificate), "--key", str(key)]) == 1

    assert said in capfd.readouterr().err
    assert not (tmp_path / "data").exists()


def test_a_certificate_without_its_key_is_refused(capsys, tmp_path: Path):
    certificate, _key = a_pair(tmp_path)

    assert main(["run", "--cert", str(certificate)]) == 1
    assert "--key" in capsys.readouterr().err
