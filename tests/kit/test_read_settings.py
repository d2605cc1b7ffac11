"""Settings from the environment and from secret files; an installation without secrets does not start."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from backend.access.keys import demo_secrets, new_signing_key
from backend.main import create_app
from backend.settings import MIN_SECRET_LENGTH, Settings

SECRET = "s" * MIN_SECRET_LENGTH


@pytest.fixture(scope="module")
def signing_key() -> str:
    return new_signing_key()


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def test_it_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, signing_key: str) -> None:
    (tmp_path / "key.pem").write_text(signing_key + "\n", "utf-8")
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("SIGNING_KEY_FILE", str(tmp_path / "key.pem"))

    settings = Settings()

    settings.refuse_defaults()
    assert settings.environment == "production"
    assert settings.signing_key.get_secret_value() == signing_key.strip()


def test_any_value_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://somewhere/x\n", "utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    assert Settings().database_url == "postgresql://somewhere/x"


def test_the_variable_wins_over_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("sqlite:///file.db", "utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    monkeypatch.setenv("DATABASE_URL", "sqlite:///variable.db")
    assert Settings().database_url == "sqlite:///variable.db"


@pytest.mark.parametrize("environment", ["production", "demo", "test"])
@pytest.mark.parametrize(
    ("secret", "has_key", "named"),
    [
        ("", True, "SECRET_KEY"),
        (SECRET[1:], True, "SECRET_KEY"),
        (SECRET, False, "SIGNING_KEY"),
        ("", False, "SECRET_KEY"),
    ],
)
def test_without_secrets_it_does_not_start(
    monkeypatch: pytest.MonkeyPatch,
    signing_key: str,
    environment: str,
    secret: str,
    has_key: bool,
    named: str,
) -> None:
    monkeypatch.setenv("ENVIRONMENT", environment)
    monkeypatch.setenv("SECRET_KEY", secret)
    monkeypatch.setenv("SIGNING_KEY", signing_key if has_key else "")
    with pytest.raises(SystemExit, match=named):
        create_app(Settings())


@pytest.mark.parametrize(
    ("origin", "is_refused"),
    [
        ("http://lianfang.example.edu.cn", True),
        ("http://localhost.example.edu.cn", True),
        ("https://lianfang.example.edu.cn", False),
        ("http://localhost:8000", False),
        ("http://127.0.0.1:9000", False),
        ("http://[::1]:9000", False),
    ],
)
def test_production_is_reached_over_https_or_from_this_machine(
    signing_key: str, origin: str, is_refused: bool
) -> None:
    """Without https the cookie could not be kept from the network."""
    settings = Settings(
        secret_key=SecretStr(SECRET), signing_key=SecretStr(signing_key), public_origin=origin
    )
    if is_refused:
        with pytest.raises(SystemExit, match="PUBLIC_ORIGIN"):
            settings.refuse_defaults()
    else:
        settings.refuse_defaults()
    settings.model_copy(update={"environment": "demo"}).refuse_defaults()


def test_each_demo_has_secrets_of_its_own(tmp_path: Path) -> None:
    one, other = demo_secrets(tmp_path / "one"), demo_secrets(tmp_path / "other")
    assert demo_secrets(tmp_path / "one") == one
    assert set(one.values()).isdisjoint(other.values())
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "one").iterdir())
