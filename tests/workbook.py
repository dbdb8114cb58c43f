"""Reads a workbook back without a spreadsheet: python3 tests/workbook.py FILE.xlsx

Every part is well-formed XML, names of worksheets are what Excel takes, every formula holds references, numbers and
signs alone and comes to the number kept beside it, every text is at most as long as a cell holds. Then prints the
worksheets: a line for each cell, its kind (n number, f formula, s text, b flag), its content and its number format.
"""
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CELL = re.compile(r"([A-Z]+)(\d+)")


def text_of(node):
    raw = "".join(part.text or "" for part in node.iter(MAIN + "t"))
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), raw)


def column_of(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def evaluate(formula, numbers):
    """The value of a formula of cells, SUM over a column, numbers, + - * / and parentheses."""
    if not re.fullmatch(r"(?:SUM\([A-Z]+\d+:[A-Z]+\d+\)|[A-Z]+\d+|\d+\.?\d*(?:[eE][+-]?\d+)?|[-+*/()])+", formula):
        sys.exit(f"a formula that is more than arithmetic: {formula}")

    def total(found):
        (first, top), (last, bottom) = CELL.findall(found[0])
        assert first == last and int(top) <= int(bottom), formula
        return repr(float(sum(numbers.get(first + str(row), 0) for row in range(int(top), int(bottom) + 1))))

    plain = re.sub(r"SUM\([^)]*\)", total, formula)
    plain = CELL.sub(lambda found: repr(float(numbers.get(found[0], 0))), plain)
    return eval(plain, {"__builtins__": {}})  # digits, signs and parentheses are left


def main(path):
    book = zipfile.ZipFile(path)
    parts = {name: tree.fromstring(book.read(name)) for name in book.namelist()}
    if {entry.date_time for entry in book.infolist()} != {(1980, 1, 1, 0, 0, 0)}:
        sys.exit("the archive holds the time of day")
    names = [sheet.get("name") for sheet in parts["xl/workbook.xml"].iter(MAIN + "sheet")]
    for name in names:
        if len(name.encode("utf-16-le")) > 62 or re.search(r"[\[\]:*?/\\]", name) or name[0] == "'" or name[-1] == "'":
            sys.exit(f"Excel takes no worksheet called {name}")
    if len({name.lower() for name in names}) != len(names):
        sys.exit("two worksheets have one name")
    strings = [text_of(item) for item in parts.get("xl/sharedStrings.xml", tree.Element("none"))]
    if any(len(string.encode("utf-16-le")) > 65534 for string in strings):
        sys.exit("a text is longer than a cell holds")
    styles = parts["xl/styles.xml"]
    formats = {entry.get("numFmtId"): entry.get("formatCode") for entry in styles.iter(MAIN + "numFmt")}
    looks = [formats.get(entry.get("numFmtId"), entry.get("numFmtId")) for entry in styles.find(MAIN + "cellXfs")]
    for place, name in enumerate(names, 1):
        sheet = parts[f"xl/worksheets/sheet{place}.xml"]
        cells = list(sheet.iter(MAIN + "c"))
        numbers = {cell.get("r"): float(cell.find(MAIN + "v").text) for cell in cells
                   if cell.get("t", "n") == "n" and cell.find(MAIN + "v") is not None}
        frozen = sheet.find(f".//{MAIN}pane")
        print(f"= {name}" + (" frozen" if frozen is not None and frozen.get("state") == "frozen" else ""))
        for cell in cells:
            value, formula = cell.find(MAIN + "v"), cell.find(MAIN + "f")
            look = looks[int(cell.get("s", 0))]
            if formula is not None:
                kept, found = float(value.text), evaluate(formula.text, numbers)
                if abs(kept - found) > 1e-9 * abs(kept):
                    sys.exit(f"{name}!{cell.get('r')}: {formula.text} comes to {found}, not {kept}")
                print(cell.get("r"), "f", formula.text, value.text, look)
            elif cell.get("t") == "s":
                print(cell.get("r"), "s", repr(strings[int(value.text)]))
            elif value is not None:
                print(cell.get("r"), "b" if cell.get("t") == "b" else "n", value.text, look)


main(sys.argv[1])
