"""From a DRF serializer's errors to the domain's faults, so that every door words them by one table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer

from core.api.fields import InstantField
from core.errors import Fault, InvalidError


def validated(serializer: type[Serializer[Any]], data: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """The input as a serializer understands it.

    Args:
        serializer: its class.
        data: the input as it came.
        options: for the serializer, for instance `partial=True`.

    Raises:
        InvalidError: with every fault.
    """
    bound = serializer(data=data, **options)
    if bound.is_valid():
        result: dict[str, Any] = dict(bound.validated_data)
        return result
    raise InvalidError("Some fields are not valid.", faults=list(faults(bound.errors)))


def validated_instant(query: QueryDict, name: str) -> datetime | None:
    """An instant of the query; None where it is not given.

    Raises:
        InvalidError: it is no instant with its offset.
    """
    if name not in query:
        return None
    try:
        found: datetime = InstantField().run_validation(query[name])
    except ValidationError as error:
        message = str(error.detail[0])  # type: ignore[index]  # a field's own errors are a list
        raise InvalidError(f"{name}: {message}", faults=[Fault([name], message)]) from error
    return found


def faults(errors: Any, path: tuple[str | int, ...] = ()) -> list[Fault]:
    """A serializer's nested errors as a flat list."""
    if isinstance(errors, Mapping):
        inner = ((key, value) for key, value in errors.items())
        return [fault for key, value in inner for fault in faults(value, _step(path, key))]
    if isinstance(errors, list) and any(isinstance(item, Mapping | list) for item in errors):
        return [fault for index, value in enumerate(errors) for fault in faults(value, (*path, index))]
    messages = errors if isinstance(errors, list) else [errors]
    return [Fault(path, str(message), missing=getattr(message, "code", "") == "required") for message in messages]


def _step(path: tuple[str | int, ...], key: str | int) -> tuple[str | int, ...]:
    return path if key == "non_field_errors" else (*path, key)
