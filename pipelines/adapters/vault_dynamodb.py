"""The shared vault: customer key → phone number, in a DynamoDB table of its own, under a key of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import id_in
from pipelines.adapters.dynamo_table import DynamoTable

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action, Item


class DynamoVault:
    """`pipelines.ports.Vault` on a table of `infrastructure.yaml`; safe for any number of threads and machines.

    A number is an item `customer#<customer key>`: the table is the one place that holds it. Raises what `DynamoStore` does.
    """

    def __init__(self, table: str) -> None:
        self._table = DynamoTable(table)
        self._known: set[bytes] = set()

    def keep(self, numbers: Mapping[bytes, str]) -> None:
        new = {key: number for key, number in numbers.items() if key not in self._known}
        # Refused are those that are kept already, by another worker or an earlier run.
        self._table.write([[_put_number(self._table.name, key, number)] for key, number in new.items()])
        self._known.update(new)

    def reveal(self, customer_keys: Sequence[bytes]) -> dict[bytes, str]:
        items = self._table.get([_number_key(key) for key in dict.fromkeys(customer_keys)])
        return {id_in(item): item["e164"]["S"] for item in items}

    def close(self) -> None:
        self._table.close()


def _number_key(customer_key: bytes) -> "Item":
    return {"pk": {"S": f"customer#{customer_key.hex()}"}, "sk": {"S": "number"}}


def _put_number(table: str, customer_key: bytes, number: str) -> "Action":
    item: Item = {**_number_key(customer_key), "e164": {"S": number}}
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}
