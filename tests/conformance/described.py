"""The description of the App API as a check of real answers: by method, address and status."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.test import TestResponse

METHODS = ("get", "put", "patch", "post", "delete", "head", "options")
PROBLEM = "application/problem+json"
BASE = "urn:app-api"
formats = FormatChecker()


@formats.checks("date-time", ValueError)
def is_moment(value: object) -> bool:
    """RFC 3339: with its offset."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def strict(node: Any, *, is_base: bool = False) -> Any:
    """A copy in which objects have no members but the described ones, and references stand on their own.

    What an `allOf` builds on stays open: the whole of it is closed.
    """
    if isinstance(node, list):
        return [strict(part, is_base=is_base) for part in node]
    if not isinstance(node, dict):
        return node
    copy = {name: strict(part, is_base=name == "allOf") for name, part in node.items()}
    if not is_base and ("$ref" in node or (node.get("type") == "object" and "properties" in node)):
        copy["unevaluatedProperties"] = False
    return copy | {"$ref": BASE + node["$ref"]} if "$ref" in node else copy


class Description:
    """The whole document, and what it says of an answer."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = strict(document)
        schemas = document["components"]["schemas"]
        self.document["components"]["schemas"] = {name: strict(one, is_base=True) for name, one in schemas.items()}
        self.registry = Registry().with_resource(BASE, Resource(self.document, DRAFT202012))

    def resolved(self, node: Any) -> Any:
        """The node itself, or what it refers to."""
        if isinstance(node, dict) and "$ref" in node:
            return self.resolved(self.registry.resolver().lookup(node["$ref"]).contents)
        return node

    def operations(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(method, template, operation) of every one."""
        for template, path in self.document["paths"].items():
            yield from ((name.upper(), template, path[name]) for name in METHODS if name in path)

    def parameters(self, template: str, operation: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Those of the path and those of the operation."""
        shared = self.document["paths"][template].get("parameters", [])
        return [self.resolved(one) for one in [*shared, *operation.get("parameters", [])]]

    def operation(self, method: str, path: str) -> dict[str, Any]:
        """What the document says of a request."""
        for described, template, operation in self.operations():
            if described == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                return operation
        raise AssertionError(f"{method} {path} is not described")

    def mistakes(self, schema: Any, value: Any) -> list[str]:
        """What of a value does not fit."""
        checked = Draft202012Validator(schema, registry=self.registry, format_checker=formats)
        return [f"{error.json_path}: {error.message}" for error in checked.iter_errors(value)]

    def examples(self, media: Mapping[str, Any]) -> list[Any]:
        """Every example of one kind of content."""
        several = [self.resolved(example)["value"] for example in media.get("examples", {}).values()]
        return several + ([media["example"]] if "example" in media else [])

    def check(self, response: TestResponse) -> None:
        """Fail with everything that this answer has and the document does not say of it."""
        asked = f"{response.request.method} {response.request.path}: {response.status_code}"
        operation = self.operation(response.request.method, response.request.path)
        described = operation["responses"].get(str(response.status_code)) or operation["responses"].get("default")
        assert described, f"{asked} is not described"
        answer = self.resolved(described)
        mistakes = [*self._headers(answer, response), *self._body(answer, response)]
        assert not mistakes, f"{asked}: {mistakes}"

    def _headers(self, answer: Mapping[str, Any], response: TestResponse) -> Iterator[str]:
        for name, reference in answer.get("headers", {}).items():
            header, value = self.resolved(reference), response.headers.get(name)
            if value is not None:
                is_number = header["schema"]["type"] == "integer"
                yield from self.mistakes(header["schema"], int(value) if is_number else value)
            elif header.get("required"):
                yield f"{name} is missing"

    def _body(self, answer: Mapping[str, Any], response: TestResponse) -> Iterator[str]:
        if "content" not in answer or response.request.method == "HEAD":
            if response.data:
                yield "a body that is not described"
            return
        media = answer["content"].get(response.mimetype)
        if media is None:
            yield f"it is {response.mimetype}"
            return
        body = json.loads(response.data)
        yield from self.mistakes(media["schema"], body)
        if response.mimetype == PROBLEM and not any(words(body) == words(known) for known in self.examples(media)):
            yield f"this problem is not described: {words(body)}"


def words(problem: Mapping[str, Any]) -> list[Any]:
    """What a problem always says alike."""
    return [problem.get(name) for name in ("type", "title", "status", "detail")]
