"""A stand-in for the SDK that `pulumi package add` generates: the same classes with the same names in Python, made of the schema as they are used."""

import json
import os
import re

import pulumi

with open(os.environ["OPEN_INFRASTRUCTURE_SCHEMA"], encoding="utf8") as file:
    _schema = json.load(file)


def _python_name(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _properties(described):
    return {_python_name(name): (name, shape) for name, shape in described.items()}


def _translated(value, shape):
    """The value with the schema's names instead of Python's."""
    if isinstance(value, list):
        return [_translated(item, shape["items"]) for item in value]
    type_name = shape.get("$ref", "").removeprefix("#/types/")
    if not isinstance(value, dict) or not type_name:
        return value
    known = _properties(_schema["types"][type_name]["properties"])
    return {known[key][0]: _translated(item, known[key][1]) for key, item in value.items()}


class _Component(pulumi.ComponentResource):
    def __init__(self, resource_name, opts=None, **inputs):
        described = _schema["resources"][self.token]
        known = _properties(described["inputProperties"])
        props = dict.fromkeys(described["properties"])
        for key, value in inputs.items():
            name, shape = known[key]
            props[name] = _translated(value, shape)
        version = pulumi.ResourceOptions(version=_schema["version"])
        super().__init__(self.token, resource_name, props, pulumi.ResourceOptions.merge(opts, version), remote=True)

    def __getattr__(self, attribute):
        described = _schema["resources"][self.token]["properties"]
        name = _properties(described).get(attribute, (None,))[0]
        if name is None or name not in self.__dict__:
            raise AttributeError(attribute)
        return self.__dict__[name]


for _token in _schema["resources"]:
    _name = _token.split(":")[-1]
    globals()[_name] = type(_name, (_Component,), {"token": _token})
