# SPDX-License-Identifier: GPL-3.0-or-later
"""JsonLogic as app/domain/rule.h has it, in another language: values as JavaScript looks at them."""
import math
import re

SPACE = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009" \
        "\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
NUMBER = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
BASES = {"0x": 16, "0o": 8, "0b": 2}
NAN = float("nan")


class RuleError(Exception):
    """value: what "throw" threw, or {"type": …} in the words of the community's suites."""

    def __init__(self, value):
        super().__init__(value)
        self.value = value if not isinstance(value, str) else {"type": value}


INVALID = "Invalid Arguments"


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def truth(value):
    if isinstance(value, list):
        return len(value) > 0
    if isinstance(value, dict):
        return True
    return bool(value) and value == value


def format_number(number):
    """The shortest digits, as JavaScript writes them."""
    if number != number or number in (float("inf"), float("-inf")):
        return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 2 ** 53:
        return str(int(number))
    number = float(number)
    mantissa, _, exponent = f"{abs(number):.17e}".partition("e")
    for precision in range(17):
        mantissa, _, exponent = f"{abs(number):.{precision}e}".partition("e")
        if float(f"{mantissa}e{exponent}") == abs(number):
            break
    digits = mantissa.replace(".", "").rstrip("0") or "0"
    power = int(exponent)
    if power >= 21 or power < -6:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + f"e{power:+d}"
    elif power < 0:
        text = "0." + "0" * (-power - 1) + digits
    else:
        digits = digits.ljust(power + 1, "0")
        text = digits[:power + 1] + ("." + digits[power + 1:] if digits[power + 1:] else "")
    return ("-" if number < 0 else "") + text


def text_of(value):
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return ",".join("" if part is None else text_of(part) for part in value)
    if isinstance(value, dict):
        return "[object Object]"
    return value if isinstance(value, str) else format_number(value)


def read_number(text):
    """(the number that text begins with, what follows)."""
    found = NUMBER.match(text)
    if not found:
        return NAN, text
    digits = found.group().replace("Infinity", "inf")
    return float(digits), text[found.end():]


def number_of(value):
    if value is None or isinstance(value, bool):
        return int(value or 0)
    if is_number(value):
        return value
    text = text_of(value).lstrip(SPACE)
    if not text:
        return 0
    base = BASES.get(text[:2].lower())
    if base:
        digits = text[2:].rstrip(SPACE)
        valid = digits and all(c in "0123456789abcdef"[:base] for c in digits.lower())
        return int(digits, base) if valid else NAN
    number, rest = read_number(text)
    return NAN if rest.lstrip(SPACE) else number


def addend_of(value):
    if isinstance(value, (list, dict)) or (isinstance(value, str) and value.lstrip(SPACE)):
        return read_number(text_of(value).lstrip(SPACE))[0]
    return number_of(value)


def identical(a, b):
    if is_number(a) and is_number(b):
        return a == b
    if isinstance(a, (list, dict)) or isinstance(b, (list, dict)):
        return a is b
    return type(a) is type(b) and a == b


def equal(a, b):
    same = isinstance(a, str) and isinstance(b, str)
    # Nothing is no text and no truth, but it counts as 0.
    if same or ((a is None or b is None) and not is_number(a) and not is_number(b)):
        return identical(a, b)
    return number_of(a) == number_of(b)


def less(a, b, or_equal):
    if not (isinstance(a, str) and isinstance(b, str)):
        a, b = number_of(a), number_of(b)
    return a <= b if or_equal else a < b


def is_comparable(a, b):
    if isinstance(a, (list, dict)) or isinstance(b, (list, dict)):
        return False
    return is_number(a) == is_number(b) or (number_of(a) == number_of(a)
                                            and number_of(b) == number_of(b))


def look_up(key, data):
    """(found, value)."""
    path = "" if key is None else text_of(key)
    if isinstance(key, (list, dict)) and not path:
        return False, None
    if path == "":
        return data is not None, data
    for name in path.split("."):
        if isinstance(data, dict) and name in data:
            data = data[name]
        elif isinstance(data, list) and re.fullmatch("0|[1-9][0-9]{0,8}", name) \
                and int(name) < len(data):
            data = data[int(name)]
        else:
            return False, None
    return True, data


def missing(keys, data):
    return [key for key in keys if look_up(key, data)[1] in (None, "")]


def run_missing(values, data):
    return missing(values[0] if values and isinstance(values[0], list) else values, data)


def run_missing_some(values, data):
    keys = values[1] if isinstance(values[1], list) else [values[1]]
    absent = missing(keys, data)
    return [] if len(keys) - len(absent) >= number_of(values[0]) else absent


def run_var(operands, data):
    found, value = look_up(evaluate(operands[0], data) if operands else "", data)
    return value if found else evaluate(operands[1], data) if len(operands) > 1 else None


def relation(check, back=False, negate=False):
    def run(operands, data):
        if len(operands) < 2:
            raise RuleError(INVALID)
        last, true = evaluate(operands[0], data), True
        for operand in operands[1:]:
            following = evaluate(operand, data)
            if check is not identical and not is_comparable(last, following):
                raise RuleError("NaN")
            true = (check(following, last) if back else check(last, following)) != negate
            if not true:
                break
            last = following
        return true
    return run


def numbers_of(values, read):
    """A list or an object is no number, whatever JavaScript makes of it."""
    return [NAN if isinstance(value, (list, dict)) else read(value) for value in values]


def finite(number):
    if number != number or abs(number) == float("inf"):
        raise RuleError("NaN")
    return number


def fold(start, step):
    def run(values, _):
        result = start
        for number in numbers_of(values, addend_of):
            result = step(result, number)
        return finite(result)
    return run


def divide(a, b):
    if b:
        return a / b
    return NAN if a != a or b != b or not a else float("inf") * (1 if a > 0 else -1)


def remainder(a, b):
    if not b or a != a or b != b or abs(a) == float("inf"):
        return NAN
    return a if abs(b) == float("inf") else math.fmod(a, b)


def chain(step, alone=None):
    def run(values, _):
        if not values or (len(values) == 1 and not alone):
            raise RuleError(INVALID)
        numbers = numbers_of(values, number_of)
        result = numbers[0] if len(numbers) > 1 else alone(numbers[0])
        for number in numbers[1:]:
            result = step(result, number)
        return finite(result)
    return run


def extreme(choose):
    def run(values, _):
        if not values:
            raise RuleError(INVALID)
        return choose([finite(number) for number in numbers_of(values, number_of)])
    return run


def run_merge(values, _):
    return [part for value in values for part in (value if isinstance(value, list) else [value])]


def run_in(values, _):
    if len(values) < 2:
        return False
    value, whole = values[:2]
    if isinstance(whole, str):
        return whole != "" and text_of(value) in whole
    return isinstance(whole, list) and any(identical(value, part) for part in whole)


def place_of(value, length):
    place = number_of(value)
    if place != place:
        return 0
    place = max(min(place, length), -length - 1)
    return max(0, min(length, length + int(place) if place <= -1 else int(place)))


def run_substr(values, _):
    text = text_of(values[0])
    text = text[place_of(values[1], len(text)):] if len(values) > 1 else text
    return text[:place_of(values[2], len(text))] if len(values) > 2 else text


EAGER = {
    "missing": run_missing, "missing_some": run_missing_some,
    "!": lambda values, _: not (values and truth(values[0])),
    "!!": lambda values, _: bool(values and truth(values[0])),
    "+": fold(0, lambda a, b: a + b), "*": fold(1, lambda a, b: a * b),
    "-": chain(lambda a, b: a - b, lambda a: -a), "/": chain(divide, lambda a: divide(1, a)),
    "%": chain(remainder), "max": extreme(max), "min": extreme(min),
    "merge": run_merge, "in": run_in, "substr": run_substr,
    "cat": lambda values, _: "".join("" if v is None else text_of(v) for v in values),
    "log": lambda values, _: values[0] if values else None,
}


def run_if(operands, data):
    for at in range(0, len(operands) - 1, 2):
        if truth(evaluate(operands[at], data)):
            return evaluate(operands[at + 1], data)
    return evaluate(operands[-1], data) if len(operands) % 2 else None


def run_until(decides):
    def run(operands, data):
        value = False
        for operand in operands:
            value = evaluate(operand, data)
            if truth(value) == decides:
                break
        return value
    return run


def iterate(finish, needs_list=False):
    """needs_list: nothing at all is a mistake, else only where the rule itself says so."""
    def run(operands, data):
        elements = evaluate(operands[0], data) if operands else None
        logic = operands[1] if len(operands) > 1 else None
        if elements is None if needs_list else None in operands[:2]:
            raise RuleError(INVALID)
        elements = elements if isinstance(elements, list) else []
        return finish(elements, (evaluate(logic, element) for element in elements))
    return run


def run_reduce(operands, data):
    operands = operands + [None] * (3 - len(operands))
    elements = evaluate(operands[0], data)
    result = evaluate(operands[2], data)
    for element in elements if isinstance(elements, list) else []:
        result = evaluate(operands[1], {"current": element, "accumulator": result})
    return result


LAZY = {
    "var": run_var,
    "==": relation(equal), "===": relation(identical),
    "!=": relation(equal, negate=True), "!==": relation(identical, negate=True),
    "<": relation(lambda a, b: less(a, b, False)), "<=": relation(lambda a, b: less(a, b, True)),
    ">": relation(lambda a, b: less(a, b, False), back=True),
    ">=": relation(lambda a, b: less(a, b, True), back=True),
    "if": run_if, "?:": run_if, "and": run_until(False), "or": run_until(True),
    "map": iterate(lambda elements, values: list(values)),
    "filter": iterate(lambda elements, values: [e for e, v in zip(elements, values) if truth(v)]),
    "all": iterate(lambda elements, values: bool(elements) and all(map(truth, values)), True),
    "some": iterate(lambda elements, values: any(map(truth, values)), True),
    "none": iterate(lambda elements, values: not any(map(truth, values)), True),
    "reduce": run_reduce,
}


# What the community has added (val, exists, ??, try, throw, preserve) is in no form.
LISTED = ("if", "and", "or", "map", "filter", "reduce", "all", "some", "none")
CHAINS = ("+", "-", "*", "/", "%", "max", "min", "cat")


def evaluate(rule, data):
    if isinstance(rule, list):
        return [evaluate(part, data) for part in rule]
    if not isinstance(rule, dict) or len(rule) != 1:
        return rule
    (name, operands), = rule.items()
    alone = not isinstance(operands, list)
    if alone and name in LISTED:
        raise RuleError(INVALID)
    operands = [operands] if alone else operands
    if name in LAZY:
        return LAZY[name](operands, data)
    if name not in EAGER:
        raise RuleError("Unknown Operator")
    values = [evaluate(operand, data) for operand in operands]
    if alone and name in CHAINS and isinstance(values[0], list):
        values = values[0]
    return EAGER[name](values, data)


def holds(rule, data):
    """One that comes to no end is false."""
    try:
        return truth(evaluate(rule, data))
    except RuleError:
        return False
