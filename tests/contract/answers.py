"""Holds what a running server said (`ExchangesTest`) against the document, both ways: its table of routes is the document's,
each answer is one that the document describes, and each operation was answered well at least once."""

import base64
import json
import sys

from contract import Document, Findings


def routes(document, folder, findings):
    with open(f"{folder}/routes.json", encoding="utf-8") as file:
        table = json.load(file)
    here = {}
    for route in table:
        here[(route["method"], route["pattern"].replace("*", "{tile}"))] = route
    told = {key for key, operation in document.operations.items() if operation["tags"] != ["operations"]}
    findings.check(not here.keys() - told, f"routes that the document does not tell: {here.keys() - told}")
    findings.check(not told - here.keys(), f"operations that no route has: {told - here.keys()}")
    for key in here.keys() & told:
        operation, route = document.operations[key], here[key]
        access, roles, step_up = document.security(operation)
        findings.check(access == route["access"], f"{key}: access {access}, the server: {route['access']}")
        findings.check(sorted(roles) == sorted(route["roles"]), f"{key}: roles {roles}, the server: {route['roles']}")
        findings.check(step_up == route["stepUp"], f"{key}: step-up {step_up}, the server: {route['stepUp']}")
        findings.check(operation["x-action"] == route["action"], f"{key}: action {operation['x-action']}")


def statuses(document, folder, findings):
    """Each code stands under its status, and each status is there for a code."""
    with open(f"{folder}/codes.json", encoding="utf-8") as file:
        codes = json.load(file)
    findings.check(set(document.schemas["Code"]["enum"]) <= set(codes), "codes that the program does not know")
    for key, operation in document.operations.items():
        by_codes = {str(codes[code]) for code in operation["x-codes"]}
        listed = {
            status
            for status, response in operation["responses"].items()
            if "application/problem+json" in document.resolved(response).get("content", {}) and status != "default"
        }
        findings.check(by_codes == listed, f"{key}: statuses {sorted(listed)}, by its codes {sorted(by_codes)}")
    return codes


def response_of(document, operation, exchange, code):
    """The response that the document describes for an exchange, and whether it is an operation's own."""
    listed = operation["responses"] if operation else {}
    own = str(exchange["status"])
    # What the listener refuses has come to no route, which would have given a nonce.
    routed = any(name.lower() == "dpop-nonce" for name, _ in exchange["headers"]) or not code
    if routed and own in listed and (not code or code in operation["x-codes"]):
        return document.resolved(listed[own]), own
    if code in ("bad-request", "too-large") or code in ("not-found", "method-not-allowed"):
        return document.resolved({"$ref": "#/components/responses/Listener"}), "default"
    return None, own


def check_headers(document, response, exchange, name, findings):
    said = {}
    for key, value in exchange["headers"]:
        said.setdefault(key.lower(), []).append(value)
    for header, spec in response.get("headers", {}).items():
        spec = document.resolved(spec)
        values = said.get(header.lower(), [])
        if not values:
            findings.check(not spec.get("required"), f"{name}: no {header}")
            continue
        findings.check(len(values) == 1, f"{name}: {header} comes {len(values)} times")
        for fault in document.faults(spec["schema"], values[0]):
            findings.check(False, f"{name}: {header}: {fault}")
    return said


def payloads(document, value, name, findings):
    """Statements inside of answers are what the document says of payloads."""
    if isinstance(value, list):
        for item in value:
            payloads(document, item, name, findings)
    elif isinstance(value, dict):
        if set(value) == {"payload", "protected", "signature"}:
            raw = base64.urlsafe_b64decode(value["payload"] + "=" * (-len(value["payload"]) % 4))
            for fault in document.faults({"$ref": "#/components/schemas/Statement"}, json.loads(raw)):
                findings.check(False, f"{name}: a statement: {fault}")
        if set(value) == {"index", "line"}:
            for fault in document.faults({"$ref": "#/components/schemas/AuditEntry"}, json.loads(value["line"])):
                findings.check(False, f"{name}: an entry: {fault}")
        for item in value.values():
            payloads(document, item, name, findings)


def check_body(document, response, said, exchange, name, findings):
    content = response.get("content", {})
    types = said.get("content-type", [])
    if not content:
        findings.check(exchange["length"] == 0, f"{name}: a body where the document has none")
        return
    if not findings.check(len(types) == 1 and types[0] in content, f"{name}: content {types}, not {list(content)}"):
        return
    schema = content[types[0]]["schema"]
    if "json" in types[0]:
        body = json.loads(exchange["body"])
        payloads(document, body, name, findings)
    else:
        body = exchange["body"]
    for fault in document.faults(schema, body):
        findings.check(False, f"{name}: {fault}")


def check_request(document, operation, exchange, name, findings):
    """What a server takes is what the document asks for."""
    if "requestBody" not in operation:
        findings.check(exchange["requestBody"] == "", f"{name}: took a body")
        return
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    for fault in document.faults(schema, json.loads(exchange["requestBody"])):
        findings.check(False, f"{name}: took a body that is not as it says: {fault}")


def main(path, folder):
    document = Document(path)
    findings = Findings()
    routes(document, folder, findings)
    codes = statuses(document, folder, findings)
    answered, refused, count = set(), {}, 0
    with open(f"{folder}/exchanges.jsonl", encoding="utf-8") as file:
        exchanges = [json.loads(line) for line in file]
    for exchange in exchanges:
        count += 1
        key, operation = document.operation(exchange["method"], exchange["target"])
        name = f"{exchange['method']} {key or exchange['target']} {exchange['status']}"
        problem = any(h == ["Content-Type", "application/problem+json"] for h in exchange["headers"])
        code = json.loads(exchange["body"])["code"] if problem else ""
        if not findings.check(problem or exchange["status"] < 400 or exchange["status"] in (416, 503), f"{name}: not RFC 9457"):
            continue
        response, status = response_of(document, operation, exchange, code)
        if not findings.check(response, f"{name} {code}: not in the document"):
            continue
        if problem and status != "default":
            findings.check(codes[code] == exchange["status"], f"{name}: {code} under another status")
            refused.setdefault((exchange["method"], key), set()).add(code)
        said = check_headers(document, response, exchange, name, findings)
        check_body(document, response, said, exchange, name, findings)
        if exchange["status"] < 300:
            answered.add((exchange["method"], key))
            check_request(document, operation, exchange, name, findings)
    missing = document.operations.keys() - answered
    findings.check(not missing, f"never answered well: {sorted(missing)}")
    spared = [key for key, operation in document.operations.items() if operation["security"] and not refused.get(key)]
    findings.check(not spared, f"never refused: {spared}")
    shown = len({code for some in refused.values() for code in some})
    return findings.exit(f"{count} exchanges, {len(answered)} operations answered, {shown} codes seen")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
