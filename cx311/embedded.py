"""Placeholder, being written: where the embedded servers listen."""

from pathlib import Path


def database_url(data: Path) -> str:
    return f"postgresql://cx311@/cx311?host={data}"


def redis_url(data: Path) -> str:
    return f"unix://{data}/valkey.sock"


def secret_key(data: Path) -> str:
    return "being written"
