"""The modules of `equishare_client/resources`: one class for each resource, one method for each of its operations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docs.client.homes import is_page
from docs.client.methods import methods_of
from docs.client.writing import docstring, imported, module

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from docs.client.operations import Operation


def resource_files(schemas: Mapping[str, Any], names: Mapping[str, str], found: Sequence[Operation]) -> dict[str, str]:
    """Return the text of every module of resources, by its path in the package."""
    resources = list(dict.fromkeys(each.resource for each in found))
    texts = {
        f"resources/{name}.py": _module(name, [each for each in found if each.resource == name], schemas, names)
        for name in resources
    }
    return texts | {"resources/__init__.py": _index(sorted(resources))}


def class_name(resource: str) -> str:
    """Return the name of the class of a resource."""
    return "".join(part.capitalize() for part in resource.split("_")) + "Resource"


def _module(resource: str, inside: Sequence[Operation], schemas: Mapping[str, Any], names: Mapping[str, str]) -> str:
    methods = "\n\n".join(method for each in inside for method in methods_of(each, schemas, names))
    code = f"class {class_name(resource)}(Resource):\n{docstring(_told(inside))}\n\n{methods}"
    models = sorted({model for name, model in names.items() if not is_page(name)})
    wanted = {
        "collections.abc": ("Iterator",),
        "datetime": ("date", "datetime", "timedelta"),
        "typing": ("Any", "Literal"),
        "equishare_client.calls": ("Call", "at", "new_key"),
        "equishare_client.codec": ("narrowed", "seen"),
        "equishare_client.models": models,
        "equishare_client.paging": ("Listing",),
        "equishare_client.resource": ("Resource",),
        "equishare_client.streams": ("ServerSentEvent",),
    }
    imports = [imported(source, words, code) for source, words in wanted.items()]
    return module(f"Operations of `{resource.replace('_', '-')}`.", imports, code)


def _told(inside: Sequence[Operation]) -> str:
    paths = dict.fromkeys(f"`{each.path.partition('{')[0].rstrip('/').partition(':')[0]}`" for each in inside)
    return f"Operations below {', '.join(paths)}."


def _index(resources: Sequence[str]) -> str:
    imports = ["from equishare_client.transport import Transport"]
    imports += [f"from equishare_client.resources.{name} import {class_name(name)}" for name in resources]
    lines = ["class Resources:", docstring("Every resource of the API as an attribute."), ""]
    lines += ["    def __init__(self, transport: Transport) -> None:"]
    lines += [f"        self.{name} = {class_name(name)}(transport)" for name in resources]
    return module("Every resource of the API.", sorted(imports), "\n".join(lines))
