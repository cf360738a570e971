"""`shouwen run`: database, web and worker together, until Ctrl-C."""

import argparse
from dataclasses import replace
from pathlib import Path

from shouwen.cli.entry import CommandFailed
from shouwen.runtime import environment, folders
from shouwen.runtime.certificate import CertificateUnusable, lan_addresses, lan_certificate, require_pair
from shouwen.runtime.postgres import PostgresUnavailable
from shouwen.runtime.supervisor import CannotRun, Plan, Supervisor


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("run", help="启动服务台 · start the desk and keep it running")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 · address to listen on")
    parser.add_argument("--port", type=_port, default=8000, help="端口 · port")
    parser.add_argument(
        "--web", type=_count, default=2, metavar="N", help="网页进程数 · number of web processes"
    )
    parser.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="后台进程数 · number of worker processes"
    )
    parser.add_argument("--cert", type=Path, help="TLS 证书 · certificate (PEM)")
    parser.add_argument("--key", type=Path, help="TLS 私钥 · its key (PEM, no pass phrase)")
    parser.add_argument(
        "--lan",
        action="store_true",
        help="局域网可访问，自签证书 · serve the LAN, own certificate",
    )
    parser.add_argument("--demo", action="store_true", help="载入演示数据 · tell the demo story first")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    if bool(chosen.cert) != bool(chosen.key):
        raise CommandFailed("--cert 与 --key 须同时给出 · --cert and --key go together")
    if not chosen.web and not chosen.workers:
        raise CommandFailed("--web 与 --workers 不能都为 0 · --web and --workers can't both be 0")
    try:
        if chosen.cert:
            require_pair(chosen.cert, chosen.key)
        return Supervisor(_plan(chosen)).run()
    except (CannotRun, CertificateUnusable, PostgresUnavailable) as problem:
        raise CommandFailed(str(problem)) from problem


def _port(text: str) -> int:
    return _between(text, 1, 65535)


def _count(text: str) -> int:
    return _between(text, 0, 999)


def _between(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text}: {least}–{most}")
    return int(text)


def _plan(chosen: argparse.Namespace) -> Plan:
    plan = Plan(
        folders.data_folder(),
        host=chosen.host,
        port=chosen.port,
        web=chosen.web,
        workers=chosen.workers,
        certificate=chosen.cert,
        key=chosen.key,
        demo=chosen.demo,
        public_url=environment.text("PUBLIC_URL"),
    )
    return _for_the_lan(plan) if chosen.lan else plan


def _for_the_lan(plan: Plan) -> Plan:
    folders.prepare(plan.data)
    certificate, key = plan.certificate, plan.key
    if certificate is None:
        certificate, key = lan_certificate(plan.data / "secrets")
    address = next(iter(lan_addresses()), "127.0.0.1")
    public_url = plan.public_url or f"https://{address}:{plan.port}"
    return replace(plan, host="0.0.0.0", certificate=certificate, key=key, public_url=public_url)
