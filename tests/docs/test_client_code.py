"""What writes the client: a new operation becomes a method by itself, and what cannot be written says where to mend it.

Over 150 lines because a small API is told here once, for all tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.catalogue import Kind
from docs import generate
from docs.client.files import client_files, surplus
from docs.client.shapes import UnknownShapeError, annotation, default, model_names
from docs.client.writing import MARK, docstring
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HOOK = {
    "type": "object",
    "description": "Where events are sent.",
    "required": ["id", "from", "version"],
    "properties": {
        "id": {"type": "string"},
        "from": {"type": "string", "format": "date-time", "description": "Sent since."},
        "pause": {"type": "string", "format": "duration", "default": "PT1M"},
        "kinds": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}, "default": []},
        "version": {"type": "integer"},
    },
}
SCHEMAS = {
    "Hook": HOOK,
    "HookTerms": {"type": "object", "required": ["from"], "properties": {"from": HOOK["properties"]["from"]}},  # type: ignore[index]  # a literal
    "Kind": {"type": "string", "enum": ["run", "plan"]},
    "Page_Hook_": {
        "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Hook"}}, "next": {}}
    },
}


def reference(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def operation(name: str, answer: dict[str, Any], media: str = "application/json", **more: Any) -> dict[str, Any]:
    """Return what the text says of an operation."""
    responses = {"200": {"content": {media: {"schema": answer}}}}
    return {"operationId": name, "tags": ["hooks"], "summary": name, "responses": responses} | more


def text(**paths: Any) -> dict[str, Any]:
    """Return an OpenAPI text with operations below `/v1/hooks`."""
    return {
        "paths": {f"/v1/hooks{path}": methods for path, methods in paths.items()},
        "components": {"schemas": SCHEMAS},
    }


def written(told: dict[str, Any], *kinds: Kind) -> dict[str, str]:
    """Return what is generated."""
    return client_files(told, kinds, ROOT)


def test_new_operations_become_methods() -> None:
    """Whoever adds a path would have to write the client too."""
    header = [
        {"name": "if-match", "in": "header"},
        {"name": "hook_id", "in": "path", "required": True, "schema": {"type": "string"}},
    ]
    put = operation("replace_hook", reference("Hook"), parameters=header)
    put["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference("HookTerms")}}}
    put["responses"]["428"] = {}
    key = [{"name": "Idempotency-Key", "in": "header"}, header[1]]
    files = written(
        text(
            **{
                "": {"get": operation("list_hooks", reference("Page_Hook_"))},
                "/{hook_id}": {"put": put},
                "/{hook_id}:send-again": {"post": operation("send_hook_again", reference("Hook"), parameters=key)},
                "/{hook_id}/log": {
                    "get": operation("get_hook_log", {"type": "string"}, "text/csv", parameters=header[1:])
                },
            }
        )
    )
    code = files["resources/hooks.py"]
    assert "def list(self) -> Listing[Hook]:" in code
    assert "def replace(self, hook_id: str, body: HookTerms, *, if_match: int | str) -> Hook:" in code
    assert "return self.replace(thing.id, narrowed(HookTerms, thing), if_match=seen(thing))" in code
    assert "def send_again(self, hook_id: str, *, idempotency_key: str | None = None) -> Hook:" in code
    assert "def get_log(self, hook_id: str) -> str:" in code
    assert "self.hooks = HooksResource(transport)" in files["resources/__init__.py"]
    models = files["models/hooks.py"]
    assert "    from_: datetime\n" in models
    assert "    pause: timedelta = timedelta(minutes=1)\n" in models
    assert "    kinds: tuple[Kind, ...] = ()\n" in models
    assert 'Kind: TypeAlias = Literal["run", "plan"]' in models
    assert "    etag: str | None = field(" in models
    for name, each in files.items():
        compile(each, name, "exec")


def test_changes_that_leave_things_alone_say_what_is_said() -> None:
    """A PATCH would set to their defaults what it should leave alone."""
    change = operation("change_hook", reference("Hook"))
    change["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference("HookTerms")}}}
    models = written(text(**{"/{hook_id}": {"patch": change}}))["models/hooks.py"]
    assert "    from_: datetime | Unset = UNSET\n" in models
    assert "    id: str\n" in models


def test_what_is_not_there_yet_can_be_meant() -> None:
    """What has a name of its own could be changed and not be made."""
    both = [{"name": "If-Match", "in": "header"}, {"name": "If-None-Match", "in": "header"}]
    put = operation("put_hooks", reference("Hook"), parameters=both)
    put["responses"]["428"] = {}
    code = written(text(**{"": {"put": put, "get": operation("get_hooks", reference("Hook"), parameters=both[1:])}}))
    assert "def put(self, *, if_match: int | str | None = None) -> Hook:" in code["resources/hooks.py"]
    assert 'Call("PUT", "/v1/hooks", if_match=if_match, new=if_match is None)' in code["resources/hooks.py"]
    assert 'Call("GET", "/v1/hooks")' in code["resources/hooks.py"]


def test_an_action_may_go_without_a_version() -> None:
    """What the service asks for only of some things would have to be made up for the others."""
    act = operation("publish_hook", reference("Hook"), parameters=[{"name": "If-Match", "in": "header"}])
    act["responses"]["428"] = {}
    assert (
        "def publish(self, *, if_match: int | str | None = None) -> Hook:"
        in written(text(**{":publish": {"post": act}}))["resources/hooks.py"]
    )


def test_new_kinds_of_problems_become_exceptions() -> None:
    """A script could not catch what the service says."""
    told = text(**{"": {"get": operation("get_hook", reference("Hook"))}})
    code = written(told, Kind(code="hook-lost", status=409, title="Lost", meaning="Make another."))["problems.py"]
    assert "class HookLostError(ProblemError):" in code
    assert '{"hook-lost": HookLostError}' in code


def test_what_cannot_be_told_apart_says_where() -> None:
    """A model would be read as another one."""
    with pytest.raises(UnknownShapeError, match=r"Hook\.what may be Kind or Hook.*docs/client/shapes\.py"):
        annotation({"anyOf": [reference("Kind"), reference("Hook")]}, {"Kind": "Kind", "Hook": "Hook"}, "Hook.what")
    with pytest.raises(UnknownShapeError, match=r"Hook\.what is \[1\] where it is left out"):
        default({"default": [1]}, "tuple[int, ...]", "Hook.what")


def test_what_answers_in_an_unknown_form_says_where() -> None:
    """An operation would be left out in silence."""
    with pytest.raises(
        UnknownShapeError, match=r"get_hook answers image/png, which is not in docs/client/operations\.py"
    ):
        written(text(**{"": {"get": operation("get_hook", {}, "image/png")}}))


def test_two_operations_do_not_become_one() -> None:
    """The second would take the place of the first."""
    told = text(**{":go": {"post": operation("go_hooks", {})}, "/{a}:go": {"post": operation("go_hook", {})}})
    code = written(told)["resources/hooks.py"]
    assert "def go(self)" in code
    assert "def go_hook(self)" in code


def test_schemas_of_one_name_are_told_apart() -> None:
    """One of two models would be lost."""
    names = model_names(
        {"api__a__rules__Policy": {}, "api__b__fair__Policy": {}, "x__Hook": {}, "Link-Input": {}, "Link-Output": {}}
    )
    assert list(names.values()) == ["RulesPolicy", "FairPolicy", "Hook", "Link", "Link"]


def test_twins_with_different_fields_are_refused() -> None:
    """What comes out would be read as what goes in."""
    told = text()
    told["components"]["schemas"] = {"Link-Input": HOOK, "Link-Output": HOOK | {"properties": {}}}
    with pytest.raises(UnknownShapeError, match="Link-Output has other fields than its twin"):
        written(told)


def test_what_holds_itself_is_refused() -> None:
    """The module could not be imported."""
    told = text(**{"": {"get": operation("get_hook", reference("Hook"))}})
    told["components"]["schemas"] = {"Hook": {"properties": {"next": reference("Hook")}}}
    with pytest.raises(UnknownShapeError, match="Hook holds itself"):
        written(told)


def test_docstrings_hold_whatever_the_api_says() -> None:
    """Words of the API would break the module."""
    for words in ('say "hello"', 'a """ b', "a \\ b", "first\n\nsecond", "which?"):
        compile(docstring(words, ""), "generated", "exec")
    assert docstring("the first line", "") == '"""The first line."""'


def test_what_nothing_stands_behind_any_more_is_found(tmp_path: Path) -> None:
    """The client would have methods of an API that is gone."""
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "hooks.py").write_text(f'"""{MARK}"""\n', "utf-8")
    (tmp_path / "client.py").write_text('"""By hand."""\n', "utf-8")
    assert surplus(["resources/runs.py"], tmp_path) == ["resources/hooks.py"]
    found = generate.stale_client({"resources/runs.py": "x\n"}, tmp_path)
    assert [each.splitlines()[0] for each in found] == [
        "equishare_client/resources/runs.py is stale",
        "equishare_client/resources/hooks.py is of an API that is gone; delete it",
    ]
