"""No container engine runs these tests: they read the Dockerfile and the compose file as an engine would."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend.cli import parser
from backend.settings import Settings
from tests.docker.dockerfile import copied, exec_form, parse

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
STAGES = parse((DOCKER / "Dockerfile").read_text("utf-8"))
SECRET_NAME = re.compile(r"(SECRET|PASSWORD|TOKEN|_KEY|DATABASE_URL)")
ONE_SHOT = {"migrate"}


def _commands() -> set[str]:
    """What `python -m backend` understands."""
    actions = [action for action in parser()._actions if action.choices]
    return {str(name) for action in actions for name in action.choices or ()}


def _environments() -> Iterator[tuple[str, str, str]]:
    for service, body in SERVICES.items():
        for name, value in body.get("environment", {}).items():
            yield service, name, str(value)


def test_the_image_is_built_in_stages() -> None:
    assert [stage.name for stage in STAGES] == ["web", "packages", None]
    assert all(":" in stage.image and not stage.image.endswith(":latest") for stage in STAGES)


def test_the_image_is_not_run_by_root() -> None:
    user = STAGES[-1].last("USER").split(":")[0]
    assert user.isdigit()
    assert int(user) >= 1000


def test_the_image_checks_its_health() -> None:
    assert "/readyz" in STAGES[-1].last("HEALTHCHECK")


def test_the_image_installs_only_hashed_packages() -> None:
    installs = [run for stage in STAGES for run in stage.all("RUN") if "pip install" in run or "npm" in run]
    assert [("--require-hashes" in run or "npm ci" in run or "npm run build" in run) for run in installs] == [
        True
    ] * 3


def test_the_image_copies_what_exists() -> None:
    names = {stage.name for stage in STAGES}
    for stage in STAGES:
        for argument in stage.all("COPY"):
            source, paths = copied(argument)
            assert source is None or source in names
            assert source or all((ROOT / path).exists() for path in paths), argument


def test_the_context_holds_what_is_copied() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")
    }
    wanted = {path.split("/")[0] for stage in STAGES for a in stage.all("COPY") for path in copied(a)[1]}
    assert {path for path in wanted if path} == allowed


def test_no_secret_stands_in_the_image() -> None:
    for stage in STAGES:
        assert not [name for name in stage.environment() if SECRET_NAME.search(name)]
        assert not stage.all("ARG")


def test_every_command_exists() -> None:
    image = exec_form(STAGES[-1].last("ENTRYPOINT"))
    assert image == ["python", "-m", "backend"]
    wanted = {
        exec_form(STAGES[-1].last("CMD"))[0],
        *(SERVICES[name]["command"][0] for name in ("api", "migrate")),
    }
    assert wanted == {"serve", "migrate"}
    assert wanted <= _commands()


def test_no_secret_stands_in_the_compose_file() -> None:
    for service, name, value in _environments():
        assert not SECRET_NAME.search(name) or value.startswith("/run/secrets/"), (service, name)
    text = (DOCKER / "compose.yml").read_text("utf-8")
    assert not re.search(r"\$\{\w+(?::?-)[^}]", text), "a default in ${…:-…} would hide a missing value"


def test_every_secret_is_a_file_that_is_made_and_ignored() -> None:
    made = set(re.findall(r"^keep (\w+) ", (DOCKER / "make-secrets.sh").read_text("utf-8"), re.MULTILINE))
    declared = COMPOSE["secrets"]
    assert set(declared) == made
    assert all(body == {"file": f"./secrets/{name}"} for name, body in declared.items())
    assert "secrets/" in (DOCKER / ".gitignore").read_text("utf-8").split()
    assert {name for body in SERVICES.values() for name in body.get("secrets", [])} == made


def test_every_secret_that_is_read_is_given() -> None:
    for service, name, value in _environments():
        if value.startswith("/run/secrets/"):
            assert value.removeprefix("/run/secrets/") in SERVICES[service]["secrets"], (service, name)


def test_settings_know_every_variable() -> None:
    known = {name.upper() for name in Settings.model_fields}
    given = {
        name.removesuffix("_FILE") for service, name, _ in _environments() if service in ("api", "migrate")
    }
    assert given <= known
    assert set(STAGES[-1].environment()) - {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"} <= known


@pytest.mark.parametrize("service", sorted(set(SERVICES) - ONE_SHOT))
def test_every_service_checks_its_health_and_restarts(service: str) -> None:
    body = SERVICES[service]
    assert body["healthcheck"]["test"][0] == "CMD"
    assert body["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_service_runs_with_few_rights(service: str) -> None:
    body = SERVICES[service]
    assert body["cap_drop"] == ["ALL"]
    assert body["security_opt"] == ["no-new-privileges:true"]
    assert body.get("user", "image") != "root"
    assert "privileged" not in body


def test_every_mounted_file_exists() -> None:
    for body in SERVICES.values():
        for mount in body.get("volumes", []):
            source = mount.split(":")[0]
            assert (DOCKER / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"], (
                mount
            )


def test_the_order_of_start_is_right() -> None:
    conditions = {
        (service, other): body["condition"]
        for service, spec in SERVICES.items()
        for other, body in spec.get("depends_on", {}).items()
    }
    assert conditions == {
        ("proxy", "api"): "service_healthy",
        ("api", "migrate"): "service_completed_successfully",
        ("migrate", "primary"): "service_healthy",
        ("migrate", "standby"): "service_healthy",
        ("standby", "primary"): "service_healthy",
    }


def test_only_the_proxy_is_reachable() -> None:
    assert [name for name, body in SERVICES.items() if "ports" in body] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert SERVICES["api"]["networks"] == ["inside"]


def test_replicas_stand_behind_the_proxy() -> None:
    assert SERVICES["api"]["deploy"]["replicas"] >= 2
    assert "http://api:8000" in (DOCKER / "proxy/nginx.conf").read_text("utf-8")


def test_the_standby_is_synchronous() -> None:
    name = SERVICES["standby"]["environment"]["STANDBY_NAME"]
    assert f"synchronous_standby_names = 'ANY 1 ({name})'" in (DOCKER / "postgres/init-primary.sh").read_text(
        "utf-8"
    )
    assert "synchronous_commit = on" in (DOCKER / "postgres/postgresql.conf").read_text("utf-8")


def test_addresses_of_the_network_agree() -> None:
    subnet = COMPOSE["networks"]["inside"]["ipam"]["config"][0]["subnet"]
    assert SERVICES["api"]["environment"]["TRUSTED_PROXIES"] == subnet
    assert (DOCKER / "postgres/pg_hba.conf").read_text("utf-8").count(subnet) == 2
