"""Rows out of files of every form."""

import gzip
import json

import pytest

from requests_app.imports.sources import BadFile, Row, Source


def source(tmp_path, name, content, **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Source(path, **options)


def test_csv_with_a_byte_order_mark_quotes_and_line_breaks(tmp_path):
    rows = source(tmp_path, "a.csv", '\ufeffid,text\r\n1,"two\nlines, and ""quotes"""\r\n\r\n2,\r\n')
    assert list(rows) == [Row(1, {"id": "1", "text": 'two\nlines, and "quotes"'}), Row(2, {"id": "2", "text": ""})]


def test_csv_rows_of_another_width_are_broken(tmp_path):
    rows = list(source(tmp_path, "a.csv", "id,text\n1\n2,b,c\n3,d\n"))
    assert [row.broken for row in rows] == ["1 columns instead of 2", "3 columns instead of 2", ""]


def test_csv_with_another_delimiter_and_encoding(tmp_path):
    rows = source(tmp_path, "a.csv", "id;text\n1;Peñón\n".encode("latin-1"), encoding="latin-1", delimiter=";")
    assert list(rows) == [Row(1, {"id": "1", "text": "Peñón"})]


def test_bytes_that_are_no_text_become_replacement_characters(tmp_path):
    assert next(iter(source(tmp_path, "a.csv", b"id\n\xff1\n"))).values == {"id": "\ufffd1"}


def test_a_nul_in_csv_is_read(tmp_path):
    assert next(iter(source(tmp_path, "a.csv", b"id,text\n1,a\x00b\n"))).values["text"] == "a\x00b"


def test_an_empty_file_says_so(tmp_path):
    with pytest.raises(BadFile, match=r"a.csv is empty"):
        list(source(tmp_path, "a.csv", ""))


def test_a_json_list(tmp_path):
    rows = source(tmp_path, "a.json", json.dumps([{"id": 7, "place": {"lat": 1.5, "lon": None}, "ok": True, "tags": ["a"]}]))
    assert list(rows) == [Row(1, {"id": "7", "place.lat": "1.5", "place.lon": "", "ok": "true", "tags": '["a"]'})]


def test_a_list_inside_a_json_document(tmp_path):
    rows = source(tmp_path, "a.json", '{"page": 1, "data": {"requests": [{"id": 1}, {"id": 2}]}}', items="data.requests")
    assert [row.values["id"] for row in rows] == ["1", "2"]


def test_broken_json_says_so(tmp_path):
    with pytest.raises(BadFile, match="is not JSON"):
        list(source(tmp_path, "a.json", '[{"id": 1}, {"id"'))


def test_json_lines_of_which_one_is_broken(tmp_path):
    rows = list(source(tmp_path, "a.jsonl", '{"id": 1}\n\n{"id": \n[1]\n{"id": 4}\n'))
    assert [(row.number, row.values, bool(row.broken)) for row in rows] == [
        (1, {"id": "1"}, False),
        (2, {"line": '{"id":'}, True),
        (3, {"line": "[1]"}, True),
        (4, {"id": "4"}, False),
    ]


def test_compressed_files(tmp_path):
    rows = source(tmp_path, "a.csv.gz", gzip.compress(b"id\n1\n"))
    assert list(rows) == [Row(1, {"id": "1"})]


def test_other_files_are_refused(tmp_path):
    with pytest.raises(BadFile, match="must end in"):
        source(tmp_path, "a.xlsx", "")


def test_the_position_moves_to_the_end(tmp_path):
    rows = source(tmp_path, "a.csv", "id\n" + "1\n" * 100_000)
    reading = iter(rows)
    next(reading)
    assert 0 < rows.position() < 1
    list(reading)
    assert rows.position() == 1
