"""Distribution `twoway-sms`: the packages, their data files and the `twoway` command."""

from pathlib import Path

from setuptools import find_packages, setup

CORE = [
    "apache-beam==2.77.*",
    "boto3>=1.44",
    "dateparser>=1.5",
    "duckdb==2.0.*",
    "fsspec>=2025.3",
    "google-re2>=1.1.20251105",
    "altair>=6",
    "orjson>=3.10",
    "phonenumbers>=9.0",
    "prompt-toolkit>=3.0.50",
    "pyarrow>=25",
    "pydantic>=2.12",
    "PyYAML>=6.0.2",
    "rapidfuzz>=3.14",
    "rich>=14",
    "streamlit>=1.67",
    "tzdata>=2025.2",
]
# moto plays SNS, SQS, Kinesis, S3 and DynamoDB for `twoway demo` and for the tests.
LOCAL = ["moto[server,cloudformation,sns,sqs,kinesis,s3,dynamodb]==5.2.*"]
DEV = [
    "boto3-stubs[sns,sqs,kinesis,s3,dynamodb,cloudformation,pinpoint-sms-voice-v2]",
    "cfn-lint",
    "hypothesis",
    "import-linter",
    "jsonschema",
    "mypy",
    "playwright",
    "pytest",
    "pytest-timeout",
    "ruff",
    "types-PyYAML",
    "types-requests",
]

setup(
    name="twoway-sms",
    version="0.1.0",
    description="Two-way SMS on AWS: Kinesis to Apache Beam to Parquet, replies sent once, rates you can trust",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["schemas*", "pipelines*", "dashboards*"]),
    package_data={
        "pipelines": ["infrastructure.yaml", "programs/*.yaml", "programs/transcripts/*/*.txt"],
        "dashboards": ["catalog/*.sql", "audits/*.sql", "audits/seen/*.sql", ".streamlit/config.toml"],
        "schemas": ["py.typed", "countries.csv", "*.schema.json"],
    },
    install_requires=CORE,
    extras_require={"local": LOCAL, "dev": LOCAL + DEV},
    entry_points={"console_scripts": ["twoway=pipelines.cli:main"]},
)
