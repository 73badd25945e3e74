"""Other clients read what the App API does: in a document that is whole, and speaks of every address and no other."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import default_exceptions

from app.api_description import description
from app.errors import SENTENCES, DomainError
from tests.client import CheckingClient
from tests.conformance.described import PROBLEM, Description, words

DOCUMENT = json.loads(description())
# OpenAPI 3.1.1, §4.8: what these objects may hold, as far as we use it.
KNOWN = {
    "document": {"openapi", "info", "servers", "tags", "paths", "components"},
    "operation": {
        "tags", "operationId", "summary", "description", "parameters", "requestBody", "responses", "security",
    },
    "parameter": {"name", "in", "required", "description", "schema", "example", "style", "explode"},
    "answer": {"description", "headers", "links", "content"},
    "header": {"description", "required", "schema"},
    "media": {"schema", "example", "examples"},
}  # fmt: skip
KEYWORDS = {*Draft202012Validator.VALIDATORS, "description", "examples", "default"}


@pytest.fixture(params=["tansy-ford"])
def pack(request: pytest.FixtureRequest) -> str:
    """The city of the examples."""
    return str(request.param)


def media_of(described: Description) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every kind of content, going in and coming out."""
    for method, template, operation in described.operations():
        contents = {"body": operation.get("requestBody", {})} | operation["responses"]
        for name, reference in contents.items():
            for kind, media in described.resolved(reference).get("content", {}).items():
                yield f"{method} {template} {name} {kind}", media


def schemas_in(node: Any, name: str = "") -> Iterator[Mapping[str, Any]]:
    """Every schema below a node: what stands under `schema`, and what schemas are made of."""
    if isinstance(node, list):
        for part in node:
            yield from schemas_in(part, name)
    elif isinstance(node, dict):
        is_map = name == "properties"
        if not is_map:
            yield node
        for key, part in node.items():
            if is_map or key in {"properties", "items", "prefixItems", "allOf", "oneOf", "additionalProperties"}:
                yield from schemas_in(part, "" if is_map else key)


def test_the_document_is_served_and_may_be_kept(client: CheckingClient) -> None:
    response = client.get("/api/openapi.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.get_json()["openapi"].startswith("3.1.")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_address_is_described_and_no_other(city_app: Flask, described: Description) -> None:
    routed = set()
    for rule in city_app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            methods = set(rule.methods or ())
            methods -= {"HEAD"} if "GET" in methods else set()
            methods -= {"OPTIONS"} if rule.provide_automatic_options is not False else set()
            template = re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule.rule)
            routed |= {(method, template) for method in methods}
    assert {(method, template) for method, template, _operation in described.operations()} == routed


def test_the_document_is_whole(described: Description) -> None:
    assert set(DOCUMENT) == KNOWN["document"]
    names = [operation["operationId"] for _method, _template, operation in described.operations()]
    assert len(names) == len(set(names))
    for _method, template, operation in described.operations():
        assert set(operation) <= KNOWN["operation"]
        assert operation["summary"]
        parameters = described.parameters(template, operation)
        in_path = {one["name"] for one in parameters if one["in"] == "path" and one["required"]}
        assert in_path == set(re.findall(r"\{(\w+)\}", template))
        assert all(set(one) <= KNOWN["parameter"] for one in parameters)
        schemes = {name for choice in operation.get("security", []) for name in choice}
        assert schemes <= set(DOCUMENT["components"]["securitySchemes"])
        for answer in map(described.resolved, operation["responses"].values()):
            assert set(answer) <= KNOWN["answer"]
            assert all(link["operationId"] in names for link in answer.get("links", {}).values())
            headers = [described.resolved(header) for header in answer.get("headers", {}).values()]
            assert all(set(header) <= KNOWN["header"] for header in headers)


def test_every_reference_leads_somewhere_and_nothing_is_left_over(described: Description) -> None:
    used = set(re.findall(r'"\$ref": "(#/[^"]+)"', json.dumps(DOCUMENT)))
    for reference in used:
        described.registry.resolver("urn:app-api").lookup(reference)
    kept = DOCUMENT["components"]
    assert used == {f"#/components/{kind}/{name}" for kind in kept if kind != "securitySchemes" for name in kept[kind]}


def test_schemas_are_schemas(described: Description) -> None:
    roots = [media.get("schema", {}) for _name, media in media_of(described)]
    roots += [one["schema"] for _m, path, o in described.operations() for one in described.parameters(path, o)]
    for schema in [*roots, *DOCUMENT["components"]["schemas"].values()]:
        Draft202012Validator.check_schema(schema)
        assert {key for inner in schemas_in(schema) for key in inner} <= KEYWORDS


def test_examples_fit(described: Description) -> None:
    for name, media in media_of(described):
        assert set(media) <= KNOWN["media"], name
        for example in described.examples(media):
            assert not described.mistakes(media["schema"], example), name
    for method, template, operation in described.operations():
        for one in described.parameters(template, operation):
            mistakes = described.mistakes(one["schema"], one["example"]) if "example" in one else []
            assert not mistakes, f"{method} {template}: {one['name']}"


def problems(kind: type[DomainError] = DomainError) -> Iterator[list[Any]]:
    """What each of our errors says."""
    yield [f"/problems/{kind.code}", kind.code.replace("_", " "), kind.status, str(kind.message)]
    for below in kind.__subclasses__():
        yield from problems(below)


def test_every_problem_is_one_of_ours_in_its_own_words(city_app: Flask, described: Description) -> None:
    with city_app.test_request_context("/"):
        known = list(problems())
        for status, sentence in SENTENCES.items():
            title = default_exceptions[status]().name.lower() if status in default_exceptions else ""
            known.append([f"/problems/{title.replace(' ', '_')}", title, status, str(sentence)])
        known += [[f"/problems/{c}", c, s, str(SENTENCES[s])] for c, s in {"invalid": 422, "unexpected": 500}.items()]
    for name, media in media_of(described):
        if name.endswith(PROBLEM):
            for example in described.examples(media):
                assert words(example) in known, name
                assert name.split()[2] in {"default", str(example["status"])}


def test_the_example_of_a_report_is_received(client: CheckingClient, described: Description) -> None:
    operation = described.operation("PUT", "/api/v1/reports/x")
    sent = operation["requestBody"]["content"]["application/json"]["example"]
    promised = operation["responses"]["201"]["content"]["application/json"]["example"]
    answer = client.put(
        f"/api/v1/reports/{promised['report_id']}", json=sent, headers={"Authorization": f"Bearer {'s' * 32}"}
    ).get_json()
    own = {name: answer[name] for name in ("number", "url")}
    assert answer == promised | own


def test_the_example_of_an_addition_is_added(client: CheckingClient, described: Description) -> None:
    operation = described.operation("PUT", "/api/v1/additions/x")
    sent = operation["requestBody"]["content"]["application/json"]["example"]
    promised = operation["responses"]["201"]["content"]["application/json"]["example"]
    secret = {"Authorization": f"Bearer {'s' * 32}"}
    client.put(f"/api/v1/reports/{promised['report_id']}", json={"service": "TF-POTHOLE"}, headers=secret)
    answer = client.put(f"/api/v1/additions/{promised['id']}", json=sent, headers=secret).get_json()
    own = {name: answer[name] for name in ("number", "url")}
    assert answer == promised | own
