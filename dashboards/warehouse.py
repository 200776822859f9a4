"""A lake as a database: opens DuckDB over its Parquet files and creates the catalog. No Streamlit.

Nothing is copied: each query reads the files that are there at that moment. Times are shown in UTC.
"""

import re
from importlib import resources
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import fs

from dashboards.lake_files import LakeFiles
from dashboards.s3_files import S3Location, WarehouseError, parse_location, s3_files, s3_filesystem
from schemas.tables import SCHEMA_VERSION, TABLES, TIME, UUID, Dataset

__all__ = ["CATALOG", "WarehouseError", "definition", "lake_root", "open_warehouse", "refresh"]

CATALOG = (
    "response_window",
    "wilson_low",
    "wilson_high",
    "inbound",
    "deliveries",
    "replies",
    "texts",
    "outcomes",
    "dead_letters",
    "sends",
    "responses",
    "response_rate_between",
    "response_rate",
    "outcomes_by_campaign",
)
"""What the catalog holds, each after what it is made of; also the names of the files in `dashboards/catalog`."""

_SESSION = {
    "TimeZone": "UTC",
    # DuckDB 2.0 guesses few rows for a filtered Parquet view and turns ASOF JOIN into a nested loop: hours for a week.
    "asof_loop_join_threshold": 0,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "preserve_insertion_order": False,
}
_NO_FILE = "no file yet"
_GUARDED = "lake"
# Reading by name opens every footer before the query starts, five times dearer over 300 small files; with one version of
# the schema every file has the same columns.
_READ = f"hive_partitioning = true, union_by_name = {str(SCHEMA_VERSION > 1).lower()}"
_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.bool_(): "BOOLEAN",
    pa.int16(): "SMALLINT",
    pa.float32(): "FLOAT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    TIME: "TIMESTAMPTZ",
    UUID: "UUID",
}


def open_warehouse(lake: str, *, guarded: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection whose catalog reads `lake`: a folder, or `s3://bucket/prefix`.

    Each dataset may still be without a file: its views are typed and empty, until `refresh` finds one. S3 is read by
    DuckDB's httpfs where that is installed, else through pyarrow. `guarded` reads every lake through `LakeFiles`, which
    cannot write: for statements that others wrote.

    Raises:
        WarehouseError: the folder or bucket does not exist or cannot be read.
    """
    root = lake_root(lake)
    con = duckdb.connect(config={"custom_user_agent": "twoway-sms"})
    for name, value in _SESSION.items():
        # GLOBAL: a plain SET does not reach the cursors of this connection.
        con.execute(f"SET GLOBAL {name} = {value!r}")
    if root.startswith("s3://"):
        if guarded or not _use_httpfs(con):
            _mount(con, parse_location(root))
    elif guarded:
        con.register_filesystem(LakeFiles(_GUARDED, root, fs.LocalFileSystem()))
    url = guarded_url(lake) if guarded else root
    con.execute("CREATE SCHEMA files; CREATE SCHEMA typed")
    for dataset in Dataset:
        _create_files_view(con, url, dataset)
    for name in CATALOG:
        con.execute(definition(name))
        _comment(con, name)
    return con


def guarded_url(lake: str) -> str:
    """The only place that a guarded connection has to be allowed to read."""
    root = lake_root(lake)
    return root if root.startswith("s3://") else f"{_GUARDED}://{root}"


def refresh(con: duckdb.DuckDBPyConnection, lake: str) -> None:
    """Let datasets that had no file when they were last looked at show the files they have got since."""
    root = lake_root(lake)
    for (name,) in con.execute("SELECT view_name FROM duckdb_views() WHERE comment = ?", [_NO_FILE]).fetchall():
        _create_files_view(con, root, Dataset(name))


def lake_root(lake: str) -> str:
    """`lake` in full and without a slash at its end.

    Raises:
        WarehouseError: no such folder, or its name would be read as a pattern.
    """
    if lake.startswith("s3://"):
        return lake.rstrip("/")
    path = Path(lake).expanduser().resolve()
    if re.search(r"[*?\[\]]", str(path)):
        raise WarehouseError(f"The lake's path {str(path)!r} has one of * ? [ ] in it. Move it to a plainer name.")
    if not path.is_dir():
        raise WarehouseError(f"There is no lake at {path}. Start one with: twoway demo, or twoway stream --lake {lake}")
    return str(path)


def definition(name: str) -> str:
    """The SQL of an object of the catalog, with its header."""
    return (resources.files("dashboards") / "catalog" / f"{name}.sql").read_text(encoding="utf-8")


def _use_httpfs(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether DuckDB's own S3 reader is installed here and finds credentials. Never downloads it."""
    try:
        con.execute("LOAD httpfs")
        con.execute("LOAD aws")
        con.execute("CREATE SECRET lake (TYPE s3, PROVIDER credential_chain)")
    except duckdb.Error:
        return False
    return True


def _mount(con: duckdb.DuckDBPyConnection, location: S3Location) -> None:
    try:
        files = s3_filesystem()
        found = files.get_file_info(location.bucket)
    except (OSError, pa.ArrowException) as fault:
        raise WarehouseError(_s3_fault(location, str(fault))) from None
    if not found.type:
        raise WarehouseError(
            f"There is no bucket {location.bucket!r} here. Check the name, the account and AWS_REGION."
        )
    con.register_filesystem(s3_files(location, files))


def _s3_fault(location: S3Location, text: str) -> str:
    named = re.search(r"AWS Error ([A-Z_]+)", text)
    cause = named[1].lower().replace("_", " ") if named else "no answer"
    return (
        f"Bucket {location.bucket!r} cannot be read: {cause}. Check the AWS credentials (AWS_PROFILE or a role), "
        "AWS_REGION, and AWS_ENDPOINT_URL where it is set."
    )


def _create_files_view(con: duckdb.DuckDBPyConnection, root: str, dataset: Dataset) -> None:
    """View `files.<dataset>`: all rows of all files, in the columns of `schemas.tables`, whatever version wrote them."""
    con.execute(_typed_empty(dataset))
    pattern = _quoted(f"{root}/{dataset}/**/*.parquet")
    files = f"read_parquet({pattern}, {_READ}, hive_types = {{'event_date': DATE}})"
    view = f"CREATE OR REPLACE VIEW files.{dataset} AS FROM typed.{dataset}"
    try:
        con.execute(f"{view} UNION ALL BY NAME FROM {files}")
        comment = "every row of every file, as it was written"
    except duckdb.Error as fault:
        if "No files found" not in str(fault):
            said = str(fault).splitlines()[0]
            raise WarehouseError(f"The files of {dataset} under {root} cannot be read: {said}") from None
        con.execute(view)
        comment = _NO_FILE
    con.execute(f"COMMENT ON VIEW files.{dataset} IS {_quoted(comment)}")


def _typed_empty(dataset: Dataset) -> str:
    """A table of no rows: the present columns, and what a view reads while no file is there."""
    columns = ", ".join(f'"{field.name}" {_sql_type(field.type)}' for field in TABLES[dataset].schema)
    return f"CREATE TABLE IF NOT EXISTS typed.{dataset} ({columns}, event_date DATE)"


def _sql_type(kind: pa.DataType) -> str:
    """DuckDB's name of an Arrow type.

    >>> _sql_type(pa.decimal128(12, 6)), _sql_type(pa.timestamp("us", tz="UTC"))
    ('DECIMAL(12, 6)', 'TIMESTAMPTZ')
    """
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return _SQL_TYPES[kind]


def _comment(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """COMMENT ON the object from its header, and on a dataset's columns from `schemas.tables`."""
    sql = definition(name)
    header = "\n".join(line[2:].strip() for line in sql.splitlines() if line.startswith("--"))
    kind = "VIEW" if "REPLACE VIEW" in sql else "MACRO TABLE" if "AS TABLE" in sql else "MACRO"
    con.execute(f"COMMENT ON {kind} {name} IS {_quoted(header)}")
    if name in list(Dataset):
        for field in TABLES[Dataset(name)].schema:
            doc = (field.metadata or {}).get(b"doc", b"").decode()
            con.execute(f'COMMENT ON COLUMN {name}."{field.name}" IS {_quoted(doc)}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
