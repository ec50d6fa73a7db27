"""Files as people make them: encodings, separators, quotation marks, broken rows."""

import csv
import io

import pytest

from audiences.importing import dialect
from audiences.importing.lines import LONGEST_LINE, lines
from audiences.importing.records import MOST_LINES, Record, records

PERSON = "E-post;Navn\nåse@example.com;Åse Ødegård\n"


def rows(text, delimiter=","):
    """All rows of a text."""
    return list(records(lines([text.encode()], "utf-8"), delimiter))


def cells(text, delimiter=","):
    """The cells of all rows of a text."""
    return [record.cells for record in rows(text, delimiter)]


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("latin-1", "latin-1"),
    ],
)
def test_each_encoding_is_guessed_and_read(encoding, guessed):
    raw = PERSON.encode(encoding)
    assert dialect.guess(raw) == dialect.Dialect(guessed, ";")
    assert "".join(lines([raw], guessed)) == PERSON


def test_windows_signs_tell_windows():
    assert dialect.guess_encoding("Navn\n“Åse”\n".encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_does_not_matter_where_pieces_end(encoding, size):
    raw = PERSON.replace("\n", "\r\n").encode(encoding)
    parts = [raw[start : start + size] for start in range(0, len(raw), size)]
    assert list(lines(parts, encoding.removesuffix("-sig"))) == PERSON.splitlines(keepends=True)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_each_separator_is_guessed(delimiter):
    assert dialect.guess_delimiter(delimiter.join(["E-mail", "Name, first", "City"][::2])) == delimiter


def test_a_separator_inside_of_quotation_marks_is_none():
    assert dialect.guess_delimiter('"a;b;c;d",e\n') == ","


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_line_break_ends_a_row(ending):
    assert cells(f"a,b{ending}1,2{ending}") == [["a", "b"], ["1", "2"]]


def test_a_quoted_cell_holds_separators_marks_and_line_breaks():
    found = rows('a,"x, ""y""\nz"\n1,2\n')
    assert found == [Record(1, 2, ["a", 'x, "y"\nz']), Record(2, 3, ["1", "2"])]


def test_signs_that_only_python_takes_for_line_breaks_are_none():
    assert cells("a\u2028b,c\x0bd\n") == [["a\u2028b", "c\x0bd"]]


def test_an_empty_line_has_a_number_but_is_no_row():
    assert [record.row for record in rows("a\n\nb\n")] == [1, 3]


def test_bytes_of_another_encoding_spoil_their_own_row_only():
    found = "".join(lines([b"a\n\xff\nb\n"], "utf-8"))
    assert found == "a\n\udcff\nb\n"


def test_a_quotation_mark_that_is_not_closed_costs_one_row():
    text = '1,a\n2,"b\n' + "".join(f"{n},c\n" for n in range(3, 303))
    found = rows(text)
    assert [record.row for record in found if record.problem] == [2]
    assert [record.cells[0] for record in found if not record.problem] == ["1", *(str(n) for n in range(3, 303))]
    assert found[-1].lines == 302


def test_a_row_may_have_as_many_lines_as_are_allowed():
    assert len(cells('"' + "x\n" * (MOST_LINES - 1) + '"\n')) == 1


def test_a_cell_of_a_megabyte_costs_its_row_only():
    found = rows(f"1,a\n2,{'x' * 1_000_000}\n3,c\n")
    assert [(record.row, bool(record.problem)) for record in found] == [(1, False), (2, True), (3, False)]


def test_a_line_without_an_end_is_not_held():
    parts = (b"x" * 1_000_000 for _ in range(20))
    found = list(lines(parts, "utf-8"))
    assert len("".join(found)) < LONGEST_LINE


def test_a_line_that_is_too_long_costs_its_row_only():
    found = rows(f"1,a\n2,{'x' * (LONGEST_LINE + 10)}\n3,c\n")
    assert [(record.row, bool(record.problem)) for record in found] == [(1, False), (2, True), (3, False)]


def test_it_goes_on_behind_any_row():
    text = 'a,b\n1,"2\n3"\n\n4,5\n"6,7\n8,9\n'
    whole = rows(text)
    for place, done in enumerate(whole):
        left = text.splitlines(keepends=True)[done.lines :]
        assert list(records(iter(left), ",", row=done.row, done=done.lines)) == whole[place + 1 :]


def test_rows_without_quotation_marks_are_read_as_csv_reads_them():
    text = "a,b\n\n,\n x , y\n'1,2\nx\x00,\u2028\n,,,\nlast,one"
    read_by_csv = list(csv.reader(io.StringIO(text, newline="")))
    assert cells(text) == [row for row in read_by_csv if row]


def test_a_long_row_without_quotation_marks_is_refused_as_csv_refuses_it():
    found = rows(f"a,b\n{'x' * (csv.field_size_limit() + 1)},1\n2,3\n")
    assert [(record.row, record.cells, bool(record.problem)) for record in found] == [
        (1, ["a", "b"], False),
        (2, [], True),
        (3, ["2", "3"], False),
    ]
