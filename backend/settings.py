"""One Settings object. Every value can come from `NAME` or, for secrets, from the file named by `NAME_FILE`."""

import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

MIN_SECRET_LENGTH = 32


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `X_FILE=/run/secrets/x` for a field named x (Docker and systemd credentials)."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text("utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """Configuration of one process; see the table in README.md."""

    model_config = SettingsConfigDict(env_prefix="", extra="ignore", frozen=True)

    environment: Literal["production", "demo", "test"] = "production"
    database_url: str = "sqlite:///var/lianfang.db"
    database_replica_url: str | None = None
    database_pool_size: int = Field(default=20, ge=1, le=200)
    secret_key: SecretStr = SecretStr("")
    """At least 32 characters; keys the refresh tokens and cursors."""
    signing_key: SecretStr = SecretStr("")
    """PEM of the active ES256 private key."""
    retired_signing_keys: SecretStr = SecretStr("")
    """PEM blocks of keys that may still verify tokens."""
    college_name: str = "示例职业技术学院"
    data_dir: Path = Path("var")
    static_dir: Path = Path("frontend/dist")
    public_origin: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    worker_threads: int = Field(default=16, ge=2, le=200)
    password_profile: Literal["dengbao", "asvs"] = "dengbao"
    trusted_proxies: str = "127.0.0.1"
    docs_enabled: bool = False
    package_days: int = Field(default=30, ge=1, le=3650)
    """How long a package of papers is kept before its file is cleared away."""
    smtp_host: str = ""
    """Empty: no mail is sent; the inbox works all the same."""
    smtp_port: int = Field(default=465, ge=1, le=65535)
    smtp_security: Literal["tls", "starttls", "none"] = "tls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_sender: str = "lianfang@localhost"
    import_file_mib: int = Field(default=20, ge=1, le=200)
    import_unpacked_mib: int = Field(default=200, ge=1, le=2_000)
    import_entries: int = Field(default=2_000, ge=10, le=20_000)
    import_files: int = Field(default=300, ge=1, le=5_000)
    import_rows: int = Field(default=200_000, ge=100, le=1_000_000)
    import_columns: int = Field(default=256, ge=16, le=1_024)
    import_cells: int = Field(default=400_000, ge=1_000, le=5_000_000)
    import_seconds: int = Field(default=60, ge=1, le=600)
    converter: Literal["auto", "off"] = "auto"
    """`auto`: LibreOffice, when it is there, reads .doc, .wps, .rtf, .odt and .html and makes PDFs of templates."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)

    @property
    def is_secure(self) -> bool:
        """True when browsers reach us over https, so that cookies may demand it."""
        return self.public_origin.startswith("https://")

    def refuse_defaults(self) -> None:
        """Raises SystemExit when a secret is missing or weak (the demo makes its own), or the way here is open."""
        missing = []
        if len(self.secret_key.get_secret_value()) < MIN_SECRET_LENGTH:
            missing.append(f"SECRET_KEY（至少 {MIN_SECRET_LENGTH} 个字符）")
        if "PRIVATE KEY" not in self.signing_key.get_secret_value():
            missing.append("SIGNING_KEY（ES256 私钥 PEM）")
        if missing:
            raise SystemExit("拒绝启动：缺少密钥 " + "、".join(missing) + "。也可用 *_FILE 指定文件。")
        is_here = urlsplit(self.public_origin).hostname in ("localhost", "127.0.0.1", "::1")
        if self.environment == "production" and not (self.is_secure or is_here):
            raise SystemExit("拒绝启动：PUBLIC_ORIGIN 应以 https:// 开头，否则登录凭据会明文经过网络。")
