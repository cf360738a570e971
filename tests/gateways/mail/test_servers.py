"""Mail servers are spoken to over TLS that verifies whom it speaks to."""

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shouwen.capabilities.notifications.queries import Account, account_of_url
from shouwen.gateways.mail.servers import SMTP_FAULTS, smtp_connection, tls_context
from tests.gateways.servers import smtp_server


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that only its owner vouches for, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.desk.example")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(autouse=True)
def fresh_context():
    tls_context.cache_clear()
    yield
    tls_context.cache_clear()


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_server_nobody_vouches_for_is_not_spoken_to(certificate):
    with smtp_server(tls=serving(certificate)) as server:
        account = Account("127.0.0.1", server.port, "tls", "desk", "secret")

        with pytest.raises(SMTP_FAULTS, match="CERTIFICATE_VERIFY_FAILED"), smtp_connection(account):
            pass


def test_a_server_the_house_vouches_for_is_spoken_to(certificate, settings):
    settings.MAIL_CA_FILE = str(certificate)
    with smtp_server(tls=serving(certificate)) as server:
        account = Account("127.0.0.1", server.port, "tls", "", "")

        with smtp_connection(account) as connection:
            assert connection.noop()[0] == 250


def test_a_relay_that_offers_no_sign_in_is_used_without_one():
    with smtp_server() as server:
        account = Account("127.0.0.1", server.port, "none", "desk", "secret")

        with smtp_connection(account) as connection:
            assert connection.noop()[0] == 250


def test_a_server_that_offers_sign_in_under_starttls_only_says_so_without_it(certificate, settings):
    settings.MAIL_CA_FILE = str(certificate)
    with smtp_server(starttls=serving(certificate)) as server:
        unencrypted = Account("127.0.0.1", server.port, "none", "desk", "secret")
        with pytest.raises(SMTP_FAULTS, match="AUTH"), smtp_connection(unencrypted):
            pass

        with smtp_connection(Account("127.0.0.1", server.port, "starttls", "desk", "secret")) as connection:
            assert connection.noop()[0] == 250


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("imaps://desk:a%40b@imap.example", Account("imap.example", 993, "tls", "desk", "a@b")),
        ("imap://imap.example", Account("imap.example", 143, "starttls", "", "")),
        ("smtps://u%40x:p@smtp.example:4650", Account("smtp.example", 4650, "tls", "u@x", "p")),
        ("smtp://smtp.example", Account("smtp.example", 587, "starttls", "", "")),
        ("smtp://127.0.0.1:25?security=none", Account("127.0.0.1", 25, "none", "", "")),
    ],
)
def test_a_url_names_an_account(url, account):
    assert account_of_url(url) == account
