"""Bodies that no door takes, each with the status and the words of its refusal."""

DEEP = 100_000
TOO_LARGE = "The body is larger than 1024 KB."
NO_OBJECT = "The body must be a JSON object."
NUL = "The body holds a NUL character."
SURROGATE = "The body holds half of a surrogate pair."
NUMBER = "The body holds a number that is too large."
TOO_DEEP = "The body is nested deeper than 32 levels."
NO_UTF8 = "The body is not valid UTF-8."


def _json(reason: str) -> str:
    return f"The body is not valid JSON: {reason}."


# By name: the raw body, the status, and the message.
BODIES: dict[str, tuple[bytes, int, str]] = {
    "no JSON": (b"hello", 400, _json("Expecting value (line 1, column 1)")),
    "a form": (b"name=Spring&type=ONE_TIME", 400, _json("Expecting value (line 1, column 1)")),
    "half an object": (b'{"name": "x"', 400, _json("Expecting ',' delimiter (line 1, column 13)")),
    "a second document": (b'{"name": "x"} {}', 400, _json("Extra data (line 1, column 15)")),
    "single quotes": (
        b"{'name': 1}",
        400,
        _json("Expecting property name enclosed in double quotes (line 1, column 2)"),
    ),
    "a list": (b'[{"name": "x"}]', 400, NO_OBJECT),
    "a string": (b'"name"', 400, NO_OBJECT),
    "a number": (b"7", 400, NO_OBJECT),
    "true": (b"true", 400, NO_OBJECT),
    "null": (b"null", 400, NO_OBJECT),
    "a raw NUL": (b'{"name": "a\x00b"}', 400, _json("Invalid control character at (line 1, column 12)")),
    "a raw NUL in a key": (b'{"na\x00me": 1}', 400, _json("Invalid control character at (line 1, column 5)")),
    "only NULs": (b"\x00\x00", 400, _json("Expecting value (line 1, column 1)")),
    "an escaped NUL": (rb'{"name": "a\u0000b"}', 400, NUL),
    "an escaped NUL in a key": (rb'{"na\u0000me": 1}', 400, NUL),
    "an escaped NUL deep under an unknown key": (rb'{"other": [{"x": ["\u0000"]}]}', 400, NUL),
    "an escaped NUL in a deep unknown key": (rb'{"other": [{"\u0000": 1}]}', 400, NUL),
    "half a surrogate pair": (rb'{"name": "\ud83d"}', 400, SURROGATE),
    "the other half": (rb'{"name": "\ude00"}', 400, SURROGATE),
    "a pair the wrong way round": (rb'{"name": "\ude00\ud83d"}', 400, SURROGATE),
    "half a surrogate pair in a key": (rb'{"\ud83d": 1}', 400, SURROGATE),
    "Latin-1": ('{"name": "Blåbær"}'.encode("latin-1"), 400, NO_UTF8),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), 400, NO_UTF8),
    "an overlong encoding": (b'{"name": "\xc0\xaf"}', 400, NO_UTF8),
    "a surrogate in UTF-8": (b'{"name": "\xed\xa0\x80"}', 400, NO_UTF8),
    "cut in the middle of a letter": ('{"name": "å'.encode()[:-1], 400, NO_UTF8),
    "deep lists": (b'{"name": ' + b"[" * DEEP + b"]" * DEEP + b"}", 400, TOO_DEEP),
    "deep objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, 400, TOO_DEEP),
    "deep lists that never end": (b'{"name": ' + b"[" * DEEP, 400, TOO_DEEP),
    "a little too deep": (b'{"other": ' + b"[" * 33 + b"]" * 33 + b"}", 400, TOO_DEEP),
    "ten megabytes": (b'{"name": "' + b"x" * 10_000_000 + b'"}', 413, TOO_LARGE),
    "a byte too many": (b'{"n": "' + b"x" * (1024 * 1024 - 8) + b'"}', 413, TOO_LARGE),
    "a key twice": (b'{"name": "x", "name": "y"}', 400, "The key “name” stands twice in one object."),
    "a key twice, once escaped": (rb'{"name": 1, "n\u0061me": 1}', 400, "The key “name” stands twice in one object."),
    "a key twice, deep inside": (b'{"a": [{"b": 1, "b": 1}]}', 400, "The key “b” stands twice in one object."),
    "five thousand digits": (b'{"name": 1' + b"0" * 5000 + b"}", 400, NUMBER),
    "five thousand negative digits": (b'{"other": -1' + b"0" * 5000 + b"}", 400, NUMBER),
    "an endless float": (b'{"name": 1e999}', 400, NUMBER),
    "an endless negative float": (b'{"other": [-1e999]}', 400, NUMBER),
    "NaN": (b'{"name": NaN}', 400, "NaN is not a JSON number."),
    "Infinity": (b'{"other": Infinity}', 400, "Infinity is not a JSON number."),
    "minus Infinity": (b'{"name": -Infinity}', 400, "-Infinity is not a JSON number."),
}
