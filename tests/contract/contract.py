"""The document, read once: operations by route, schemas with their references."""

import re

import jsonschema
import yaml

METHODS = ("get", "put", "post", "delete", "patch")


class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.root = yaml.safe_load(file)
        self.schemas = self.root["components"]["schemas"]
        self.resolver = jsonschema.RefResolver("", self.root)
        self.operations = {
            (method.upper(), path): operation
            for path, item in self.root["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    def resolved(self, thing):
        """What a reference stands for; anything else as it is."""
        while isinstance(thing, dict) and "$ref" in thing:
            thing = self.resolver.resolve(thing["$ref"])[1]
        return thing

    def validator(self, schema):
        return jsonschema.Draft202012Validator(schema, resolver=self.resolver)

    def faults(self, schema, value):
        """What of a value is not as its schema says, one line each."""
        return [
            f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:300]}"
            for fault in self.validator(schema).iter_errors(value)
        ]

    def operation(self, method, target):
        """The path and operation that answer a call, as a table of routes finds them; none: nothing, None."""
        path = target.split("?")[0]
        for (known, pattern), operation in self.operations.items():
            if known == method and pattern_of(pattern).fullmatch(path):
                return pattern, operation
        return None, None

    def security(self, operation):
        """Access, roles and step-up, as the table of routes has them."""
        needs = operation["security"]
        if not needs:
            return "anyone", [], False
        if all("session" not in need for need in needs):
            return "proof", [], False
        roles = [role for need in needs for role in need["session"]]
        return ("roles" if roles else "session"), roles, any("stepUp" in need for need in needs)


def pattern_of(path):
    """A path of the document as an expression; the tile's coordinates have slashes."""
    escaped = re.escape(path).replace(r"\{tile\}", ".+")
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", escaped))


class Findings:
    """What is wrong, told at the end; the exit status says whether anything is."""

    def __init__(self):
        self.all = []

    def check(self, good, what):
        if not good:
            self.all.append(what)
        return good

    def exit(self, seen):
        for what in self.all[:200]:
            print("-", what)
        print(f"{len(self.all)} findings; {seen}")
        return 1 if self.all else 0
