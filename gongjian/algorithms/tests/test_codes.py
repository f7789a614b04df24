import pytest

from gongjian.algorithms.codes import CodeError, check_credit_code, division_level, division_parent


def test_a_real_credit_code_passes_and_is_tidied():
    assert check_credit_code(" 12441500196720244t ") == "12441500196720244T"


@pytest.mark.parametrize(
    ("code", "reason", "expected", "position"),
    [
        ("1244150019672024", "length", "18", 0),
        ("12441500196720244A", "checksum", "T", 18),
        ("1244150019672O244T", "character", "O", 14),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code, reason, expected, position):
    with pytest.raises(CodeError) as error:
        check_credit_code(code)
    assert (error.value.reason, error.value.expected, error.value.position) == (reason, expected, position)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("370000", "province", None),
        ("370700", "city", "370000"),
        ("370705", "county", "370700"),
        ("370705001", "town", "370705"),
        ("370705001002", "village", "370705001"),
    ],
)
def test_a_division_code_tells_its_level_and_its_parent(code, level, parent):
    assert (division_level(code), division_parent(code)) == (level, parent)


@pytest.mark.parametrize("code", ["", "37", "3707055", "37070X", "３７０７０５x"])
def test_what_is_no_division_code_is_refused(code):
    with pytest.raises(CodeError):
        division_level(code)
