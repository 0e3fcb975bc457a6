"""How rows of the ledger are written: one table, keys by role, every write conditional."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import TypeAdapter

from shared.adapters.aws_errors import translated
from shared.domain.identity import SessionRef

Row = dict[str, Any]
Value = TypeVar("Value")

BY_THERAPIST = "by_therapist"  # index: therapist_id, listed
_AT_ONCE = 100  # BatchGetItem's limit
AGENDA = "agenda"  # index: agenda, due, and keys only; what a schedule must look at, and when


def client_key(client_id: str, sort: str) -> Row:
    """Give the key of a row in a client's partition."""
    return {"pk": f"CLIENT#{client_id}", "sk": sort}


def session_key(ref: SessionRef) -> Row:
    """Give the key of a session's row."""
    return client_key(ref.client_id, f"SESSION#{ref.session_id}")


def to_row(kind: TypeAdapter[Value], value: Value) -> Row:
    """Write a domain value as a row; empty sets and nulls are left out."""
    fields: Row = json.loads(kind.dump_json(value, exclude_none=True), parse_float=Decimal)
    return {name: content for name, content in fields.items() if content != []}


def from_row(kind: TypeAdapter[Value], row: Mapping[str, Any]) -> Value:
    """Read a row back; keys of the table and its indexes are ignored."""
    return kind.validate_python(dict(row))


@dataclass(frozen=True, slots=True)
class Change:
    """One conditional change of one row, written once for single writes and transactions alike.

    `when` is a condition over `#name` and `:name` placeholders; `given` holds the values that only
    the condition uses.
    """

    key: Row = field(repr=False)
    put: Mapping[str, Any] = field(default_factory=dict, repr=False)
    add: Mapping[str, Any] = field(default_factory=dict, repr=False)
    remove: Sequence[str] = ()
    when: str = ""
    given: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def as_update(self) -> Row:
        """Give the keyword arguments of an update."""
        clauses = (
            ("SET", [f"#{name} = :{name}" for name in self.put]),
            ("ADD", [f"#{name} :{name}" for name in self.add]),
            ("REMOVE", [f"#{name}" for name in self.remove]),
        )
        expression = " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses if parts)
        changed = [*self.put, *self.add, *self.remove]
        return {"Key": self.key, "UpdateExpression": expression, **self._condition(changed)}

    def as_check(self) -> Row:
        """Give the keyword arguments of a condition check in a transaction."""
        return {"Key": self.key, **self._condition([])}

    def _condition(self, changed: Iterable[str]) -> Row:
        named = set(_names_in(self.when)) | set(changed)
        values = {**self.put, **self.add, **self.given}
        arguments: Row = {"ExpressionAttributeNames": {f"#{name}": name for name in sorted(named)}}
        if self.when:
            arguments["ConditionExpression"] = self.when
        if values:
            arguments["ExpressionAttributeValues"] = {f":{name}": value for name, value in values.items()}
        return arguments


class Table:
    """The ledger's table, with AWS's errors translated."""

    def __init__(self, resource: Any, name: str) -> None:
        """Open the table by name over a boto3 DynamoDB resource."""
        self._table = resource.Table(name)
        self._client = resource.meta.client
        self._name = name

    def get(self, key: Row) -> Row | None:
        """Read one row, strongly consistent."""
        with translated(f"read {key['sk']}"):
            found: Row | None = self._table.get_item(Key=key, ConsistentRead=True).get("Item")
        return found

    def put_new(self, row: Row) -> None:
        """Write a row that must not exist; ConflictError when it does."""
        with translated(f"write {row['sk']}"):
            self._table.put_item(Item=row, ConditionExpression="attribute_not_exists(pk)")

    def put(self, row: Row) -> None:
        """Write a row, replacing what was there."""
        with translated(f"write {row['sk']}"):
            self._table.put_item(Item=row)

    def update(self, change: Change) -> Row:
        """Make one change and give the whole row after it."""
        with translated(f"update {change.key['sk']}"):
            answer = self._table.update_item(ReturnValues="ALL_NEW", **change.as_update())
        row: Row = answer["Attributes"]
        return row

    def delete(self, key: Row) -> None:
        """Remove a row, if it is there."""
        with translated(f"delete {key['sk']}"):
            self._table.delete_item(Key=key)

    def transact(
        self,
        what: str,
        *,
        puts: Sequence[Row] = (),
        updates: Sequence[Change] = (),
        checks: Sequence[Change] = (),
    ) -> None:
        """Write several rows or none; new rows must not exist."""
        self.commit(what, self.items(puts=puts, updates=updates, checks=checks))

    def items(
        self, *, puts: Sequence[Row] = (), updates: Sequence[Change] = (), checks: Sequence[Change] = ()
    ) -> list[Row]:
        """Give this table's part of a transaction."""
        fresh = {"ConditionExpression": "attribute_not_exists(pk)"}
        items: list[Row] = [{"Put": {"Item": row, **fresh}} for row in puts]
        items += [{"Update": change.as_update()} for change in updates]
        items += [{"ConditionCheck": change.as_check()} for change in checks]
        for item in items:
            next(iter(item.values()))["TableName"] = self._name
        return items

    def commit(self, what: str, items: Sequence[Row]) -> None:
        """Write every part of a transaction, of this table and of others, or none."""
        with translated(what):
            self._client.transact_write_items(TransactItems=list(items))

    def every(self) -> list[Row]:
        """Read every row there is: for an operator, never for a function."""
        rows: list[Row] = []
        with translated("scan"):
            for page in self._client.get_paginator("scan").paginate(TableName=self._name, ConsistentRead=True):
                rows.extend(page["Items"])
        return rows

    def below(self, client_id: str, prefix: str = "") -> list[Row]:
        """Read every row of a client's partition whose sort key starts so, in order."""
        condition = "pk = :pk" + (" AND begins_with(sk, :sk)" if prefix else "")
        values = {":pk": f"CLIENT#{client_id}", **({":sk": prefix} if prefix else {})}
        return self._query(KeyConditionExpression=condition, ExpressionAttributeValues=values, ConsistentRead=True)

    def get_many(self, keys: Sequence[Row]) -> list[Row]:
        """Read several rows, each once, in one call for each hundred; what is not there is left out."""
        found: list[Row] = []
        different = list({(key["pk"], key["sk"]): key for key in keys}.values())  # two pages of an index may name one
        for start in range(0, len(different), _AT_ONCE):
            wanted: Row = {self._name: {"Keys": different[start : start + _AT_ONCE], "ConsistentRead": True}}
            while wanted:
                with translated("read many"):
                    answer = self._client.batch_get_item(RequestItems=wanted)
                found.extend(answer["Responses"].get(self._name, []))
                wanted = answer.get("UnprocessedKeys", {})
        return found

    def listed(self, partition: str, prefix: str, most: int | None = None) -> list[Row]:
        """Read a therapist's rows of one kind from the index, newest first."""
        return self._query(
            most,
            IndexName=BY_THERAPIST,
            KeyConditionExpression="therapist_id = :t AND begins_with(listed, :l)",
            ExpressionAttributeValues={":t": partition, ":l": prefix},
            ScanIndexForward=False,
        )

    def agenda(self, subject: str, until: str, most: int | None = None) -> list[Row]:
        """Read what is on the agenda for one subject up to a moment as it stands now, oldest first.

        The index holds keys only, so that a change which leaves a row's place on the agenda costs it nothing; what
        has left that place since the index was written is left out.
        """
        places = self._query(
            most,
            IndexName=AGENDA,
            KeyConditionExpression="agenda = :a AND due <= :d",
            ExpressionAttributeValues={":a": subject, ":d": until},
        )
        rows = self.get_many([{"pk": place["pk"], "sk": place["sk"]} for place in places])
        standing = [row for row in rows if row.get("agenda") == subject and row["due"] <= until]
        return sorted(standing, key=lambda row: str(row["due"]))

    def _query(self, most: int | None = None, **arguments: Any) -> list[Row]:
        rows: list[Row] = []
        bounds = {"PaginationConfig": {"MaxItems": most, "PageSize": most}} if most else {}
        with translated("query"):
            pages = self._client.get_paginator("query").paginate(TableName=self._name, **bounds, **arguments)
            for page in pages:
                rows.extend(page["Items"])
        return rows


def _names_in(condition: str) -> list[str]:
    words = condition.replace("(", " ").replace(")", " ").replace(",", " ").split()
    return [word[1:] for word in words if word.startswith("#")]
