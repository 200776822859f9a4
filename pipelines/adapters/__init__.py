"""The only rooms that know AWS, disk or SQL."""
