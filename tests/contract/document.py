"""Holds the document by itself: well-formed by OpenAPI 3.1, every reference leads somewhere, every example is what its schema
says. Derives from the schemas what the codecs are to take and to refuse, for `CodecCasesTest`."""

import copy
import json
import pathlib
import sys

import jsonschema

from contract import Document, Findings


def walk(thing, path="#"):
    yield path, thing
    items = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, value in items:
        yield from walk(value, f"{path}/{key}")


def by_public_validator(document, findings):
    """By openapi-spec-validator where it is; Debian 12 has none that knows 3.1."""
    try:
        import openapi_spec_validator
    except ImportError:
        print("skipped: openapi-spec-validator is not here")
        return
    for fault in openapi_spec_validator.OpenAPIV31SpecValidator(document.root).iter_errors():
        findings.check(False, f"OpenAPI: {fault.message[:300]}")


def by_itself(document, findings):
    ids = set()
    codes = document.schemas["Code"]["enum"]
    used = {"not-found", "method-not-allowed"}
    for (method, path), operation in document.operations.items():
        name = f"{method} {path}"
        findings.check(operation["operationId"] not in ids, f"{name}: operationId twice")
        ids.add(operation["operationId"])
        findings.check(operation.get("summary"), f"{name}: no summary")
        findings.check(set(operation["x-codes"]) <= set(codes), f"{name}: codes that `Code` does not list")
        used |= set(operation["x-codes"])
        if method == "POST":
            findings.check(operation["requestBody"]["required"], f"{name}: body not required")
    findings.check(used == set(codes), f"codes that no operation has: {set(codes) - used}")
    for path, thing in walk(document.root):
        if isinstance(thing, dict) and isinstance(thing.get("$ref"), str):
            try:
                document.resolver.resolve(thing["$ref"])
            except jsonschema.RefResolutionError:
                findings.check(False, f"{path}: leads nowhere: {thing['$ref']}")
    for name, schema in document.schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        if schema.get("type") != "object":
            continue
        findings.check(schema.get("additionalProperties") is False, f"{name}: takes unknown members")
        findings.check(set(schema["required"]) <= set(schema["properties"]), f"{name}: requires what it does not have")
        for example in schema.get("examples", []):
            for fault in document.faults(schema, example):
                findings.check(False, f"{name}: its example: {fault}")


def by_its_errors(document, path, findings):
    """`errors.md` names the server for exactly the codes that operations answer with."""
    table = path.with_name("errors.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| `")]
    served = {row[0].strip("`") for row in rows if "server" in row[2].split(", ")}
    codes = set(document.schemas["Code"]["enum"])
    findings.check(served == codes, f"errors.md and the document differ about the server's codes: {served ^ codes}")


# Values of every JSON type that a schema does not have.
OTHERS = {"string": "text", "integer": 7, "boolean": True, "object": {}, "array": [], "null": None, "number": 1.5}


def type_of(document, schema):
    schema = document.resolved(schema)
    if "type" in schema:
        return schema["type"]
    if "const" in schema:
        return "integer" if isinstance(schema["const"], int) else "string"
    return "object"


# Words that the codec takes as any text: they are somebody else's to judge.
TEXTS = ("Code", "Environment")


def spoilt(document, schema, example):
    """Bodies that the schema refuses, each with what is wrong in it; at every depth that the example has. Forms and
    vocabularies of their own have a name; what stands inline besides its type is a promise about answers alone."""
    named = schema.get("$ref", "").rsplit("/", 1)[-1]
    formed = named and named not in TEXTS
    schema = document.resolved(schema)
    kind = type_of(document, schema)
    for name, other in OTHERS.items():
        if name != kind:
            yield f"{name} instead of {kind}", other
    if kind == "array" and example:
        for what, item in spoilt(document, schema["items"], example[0]):
            yield f"item: {what}", [item]
    if formed and "enum" in schema:
        yield "a word outside the vocabulary", "no-such-word"
    if formed and "pattern" in schema:
        yield "another form", ""
    if kind == "integer" and schema.get("minimum") == 0 and "maximum" not in schema:
        yield "below zero", -1
    if kind == "integer" and schema.get("maximum") == 2147483647:
        yield "too large", 2147483648
    if kind != "object" or "properties" not in schema:
        return
    for name in schema["required"]:
        yield f"missing {name}", {key: value for key, value in example.items() if key != name}
    yield "unknown member", {**example, "isAdmin": True}
    for name, value in example.items():
        part = schema["properties"][name]
        if "anyOf" in part:
            part = next(one for one in part["anyOf"] if not document.faults(one, value))
        for what, wrong in spoilt(document, part, value):
            kind_of = f"unknown member of {name}" if what.startswith("unknown") else f"{name}: {what}"
            yield kind_of, {**copy.deepcopy(example), name: wrong}


def cases(document, findings):
    for name, schema in document.schemas.items():
        if schema.get("type") != "object" or name in ("Jws", "PublicKey"):
            continue
        findings.check(schema.get("examples"), f"{name}: no example")
        for example in schema.get("examples", []):
            yield name, "as shown", example, True
            for what, body in spoilt(document, schema, example):
                if document.faults(schema, body):
                    yield name, what, body, False


def main(path, folder):
    document = Document(path)
    findings = Findings()
    by_public_validator(document, findings)
    by_itself(document, findings)
    by_its_errors(document, pathlib.Path(path), findings)
    count = 0
    with open(f"{folder}/cases.jsonl", "w", encoding="utf-8") as file:
        for schema, what, body, good in cases(document, findings):
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
            file.write(json.dumps({"schema": schema, "what": what, "body": text, "good": good}) + "\n")
            count += 1
    return findings.exit(f"{len(document.operations)} operations, {len(document.schemas)} schemas, {count} cases")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
