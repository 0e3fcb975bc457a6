"""First step of a local deployment: turn the SAM template into plain CloudFormation, as AWS would."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from infrastructure.local.place import Json, session

_CODE = "s3://local/code.zip"  # SAM accepts no folder here: `sam package` would have uploaded it
_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/local:latest"
_FUNCTION = "AWS::Serverless::Function"

# It warns once a function that AWS's own switches are not to be seen from here.
logging.getLogger("samtranslator.feature_toggle").setLevel(logging.ERROR)


class TemplateError(Exception):
    """The template asks for something that cannot be deployed here."""


@dataclass(frozen=True, slots=True)
class Translated:
    """The CloudFormation a SAM template stands for, and where each function's code lies."""

    template: Json
    parameters: Mapping[str, str]
    code: Mapping[str, Path]

    def of_type(self, resource_type: str) -> dict[str, Json]:
        """Find the resources of one type, by logical id."""
        resources: dict[str, Json] = self.template["Resources"]
        return {name: each for name, each in resources.items() if each["Type"] == resource_type}


def translate(path: Path, parameters: Mapping[str, str]) -> Translated:
    """Translate the template at `path` for the given parameters.

    Raises:
        TemplateError: a parameter has neither a value nor a default.
    """
    sam = _plain(yaml_parse(path.read_text(encoding="utf-8")))
    code, images = _put_stand_in_code(sam, path.parent)
    values = _values(sam, parameters, images)
    translator = Translator({}, Parser(), boto_session=session())
    template = translator.translate(sam, parameter_values=dict(values))
    return Translated(template=_plain(template), parameters=values, code=code)


def _plain(value: Any) -> Any:  # noqa: ANN401  (any YAML or SAM node becomes any JSON node)
    return json.loads(json.dumps(value, default=str))


def _put_stand_in_code(sam: Json, folder: Path) -> tuple[dict[str, Path], set[str]]:
    """Replace code folders and images, and remember the folders and the images' parameters."""
    shared = sam.get("Globals", {}).get("Function", {}).pop("CodeUri", ".")
    code: dict[str, Path] = {}
    images: set[str] = set()
    for name, resource in sam["Resources"].items():
        if resource["Type"] != _FUNCTION:
            continue
        properties = resource.setdefault("Properties", {})
        code[name] = folder.joinpath(str(properties.pop("CodeUri", shared))).resolve()
        if "ImageUri" in properties:
            images.add(str(_reference(properties["ImageUri"])))
        _stand_in(properties)
    return code, images


def _reference(value: object) -> object:
    return value.get("Ref") if isinstance(value, dict) else None


def _stand_in(properties: Json) -> None:
    if properties.get("PackageType") == "Image":
        properties["ImageUri"] = _IMAGE
    elif "InlineCode" not in properties:
        properties["CodeUri"] = _CODE


def _values(sam: Json, given: Mapping[str, str], images: set[str]) -> dict[str, str]:
    """Settle every parameter: as given, or its default, or a stand-in where it only names an image."""
    declared: Json = sam.get("Parameters", {})
    if unknown := sorted(set(given) - set(declared)):
        message = f"the template has no parameter {', '.join(unknown)}"
        raise TemplateError(message)
    values = {name: str(each["Default"]) for name, each in declared.items() if "Default" in each}
    values |= {name: _IMAGE for name in images & set(declared) if not values.get(name)}
    values |= given
    if missing := sorted(set(declared) - set(values)):
        message = f"the template needs a value for {', '.join(missing)}"
        raise TemplateError(message)
    return values
