"""Frozen values with named fields: dataclasses whose methods are generated when they pay.

`dataclasses.dataclass(frozen=True, slots=True, kw_only=True)` compiles six methods for each class when its module
is imported. Measured on Python 3.11: 0.7 ms a class, 75 ms for the classes behind a console, where bare Textual
starts in 190 ms; a class made here costs 0.02 ms. Its first instances are filled by hand (3 µs each, a generated
`__init__` takes 1), since most classes of a start have one or two. After FEW of them, and with the first comparison,
`replace`, `fields`, `asdict` or odd argument, the methods are those of `dataclasses`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")
_SHOWN = ("__repr__", "__eq__", "__hash__")
_MADE = ("__init__", *_SHOWN, "__dataclass_params__")
FEW = 60
"""Instances made by hand before generating pays."""
_FIELDS = "__dataclass_fields__"


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(dataclasses.field,))
def record(cls: type[T]) -> type[T]:
    """A frozen class with slots and keyword-only fields. Inheritance of fields is not supported."""
    names = [name for name, kind in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in str(kind)]
    body = {name: value for name, value in vars(cls).items() if name not in (*names, "__dict__", "__weakref__")}
    late = _Late({name: vars(cls)[name] for name in names if name in vars(cls)}, frozenset(body))
    body |= {"__slots__": tuple(names), "__match_args__": (), "__qualname__": cls.__qualname__, _FIELDS: late}
    body |= {"__setattr__": _frozen, "__delattr__": _frozen, "__getstate__": _state, "__setstate__": _restore}
    body.setdefault("__init__", late.first_init)
    for name in _SHOWN:
        body.setdefault(name, late.first(name))
    kind: Any = type(cls)
    made: Any = kind(cls.__name__, cls.__bases__, body)
    late.owner = made
    return made  # type: ignore[no-any-return]


class _Late:
    """Stands for the fields of a class until somebody asks; then the class gets everything that is generated."""

    def __init__(self, defaults: dict[str, Any], own: frozenset[str]) -> None:
        self._defaults = defaults
        self._own = own
        self._made = 0
        self.owner: Any = None
        late = self

        def first_init(self: Any, **values: Any) -> None:
            if not late.fill(self, values):
                late.complete()
                type(self).__init__(self, **values)

        self.first_init = first_init

    def first(self, name: str) -> Callable[..., Any]:
        """A method that generates the real one of this name and calls it."""

        def method(instance: Any, *others: Any) -> Any:
            self.complete()
            return getattr(type(instance), name)(instance, *others)

        return method

    def fill(self, instance: object, values: dict[str, Any]) -> bool:
        """Set the fields of one instance; False where the generated method must do it, or say what is wrong."""
        self._made += 1
        names = self.owner.__slots__
        if self._made > FEW or hasattr(self.owner, "__post_init__") or not values.keys() <= set(names):
            return False
        for name in names:
            value = values[name] if name in values else self._default(name)
            if value is dataclasses.MISSING:
                return False
            object.__setattr__(instance, name, value)
        return True

    def _default(self, name: str) -> Any:
        value = self._defaults.get(name, dataclasses.MISSING)
        if not isinstance(value, dataclasses.Field):
            return value
        return value.default if value.default_factory is dataclasses.MISSING else value.default_factory()

    def __get__(self, _instance: object, _owner: object) -> Any:
        return self.complete()

    def complete(self) -> Any:
        """Generate by way of a twin that is a dataclass; gives its fields. Twice at once does no harm."""
        owner = self.owner
        namespace = {"__annotations__": owner.__annotations__, "__module__": owner.__module__, **self._defaults}
        namespace["__doc__"] = owner.__doc__ or owner.__name__  # without one, dataclass() writes the signature out
        if hasattr(owner, "__post_init__"):
            namespace["__post_init__"] = owner.__post_init__
        twin: Any = type(owner.__name__, (), namespace)
        twin.__qualname__ = owner.__qualname__
        twin = dataclasses.dataclass(frozen=True, kw_only=True)(twin)
        for name in _MADE:
            if name not in self._own:
                type.__setattr__(owner, name, vars(twin)[name])
        type.__setattr__(owner, _FIELDS, vars(twin)[_FIELDS])
        return vars(twin)[_FIELDS]


def _frozen(self: object, name: str, *_value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__slots__]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)
