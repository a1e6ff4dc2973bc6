"""Checks the check: small trees of sources, each with the faults that it must have."""

import os
import tempfile
import types

from layers.house import House

RULES = types.SimpleNamespace(
    MODULES={"Base": [], "App": ["Base"]},
    ORDER={"Base": ["Low > High"], "App": ["One > Two > Three", "One > Side > Three"]},
    EXCEPTIONS="",
    FORBIDDEN=[("no clock", r"\bContinuousClock\b", ["App/Three/"])],
)

# What a tree is to show, its files, and for each fault its place and the name used. The first file
# of a case is the one whose lines count from 1 in the faults.
CASES = [
    (
        "a type",
        {"App/One/A.swift": "struct A {\n  let b: B\n}", "App/Two/B.swift": "struct B {}"},
        ["App/One/A.swift:2 B"],
    ),
    (
        "the order itself",
        {"App/Two/B.swift": "struct B { let a: A }", "App/One/A.swift": "struct A {}"},
        [],
    ),
    (
        "rooms on different lines",
        {"App/Side/S.swift": "let s = B()", "App/Two/B.swift": "struct B {}"},
        ["App/Side/S.swift:1 B"],
    ),
    (
        "a module below, which knows none above",
        {"App/One/A.swift": "let a = L()", "Base/Low/L.swift": "struct L { let a: A }"},
        [],
    ),
    (
        "a function, called or handed on",
        {
            "App/One/A.swift": "let a = late(1)\nlet b = [1].map(late)",
            "App/Two/B.swift": "func late(_ n: Int) -> Int { n }",
        },
        ["App/One/A.swift:1 late"],
    ),
    (
        "a method, a label, a parameter and a variable of a function's name",
        {
            "App/One/A.swift": "struct A {\n  func late() {}\n  func a() { late(); self.late() }\n}\n"
            "func f(late: Int) -> Int { late }\nfunc g() { let late = 1; print(late, f(late: 2)) }\n"
            "func h(_ x: Other) { x.late() }\nlet k = [1].map { late in late }",
            "App/Two/B.swift": "func late() {}",
        },
        [],
    ),
    (
        "words of strings and comments, but what a string interpolates",
        {
            "App/One/A.swift": '// B\n/* B */ let a = "B \\n B"\nlet c = """\n  B \\(f("B", B()))\n  """',
            "App/Two/B.swift": "struct B {}",
        },
        ["App/One/A.swift:4 B"],
    ),
    (
        "a member that a later room adds",
        {
            "App/One/A.swift": "struct A {}\nfunc f(_ a: A) -> Int { a.added }",
            "App/Two/B.swift": "extension A { var added: Int { 1 } }",
        },
        ["App/One/A.swift:2 added"],
    ),
    (
        "a member of the same name elsewhere, or of a foreign type",
        {
            "App/One/A.swift": "struct A { var added = 1 }\nfunc f(_ a: A) -> Int { a.added }\n"
            "let b = Bundle.other",
            "App/Two/B.swift": "struct B { var added = 2; static let other = 3 }",
        },
        [],
    ),
    (
        "a member that only later rooms have",
        {
            "App/One/A.swift": "func f(_ a: Any) { a.added }",
            "App/Two/B.swift": "struct B { var added = 2 }",
            "App/Three/C.swift": "struct C { var added = 2 }",
        },
        ["App/One/A.swift:1 added"],
    ),
    (
        "an initializer that a later room adds",
        {
            "App/One/A.swift": "struct A { init(_ n: Int) {} }\nlet a = A(text: 1)\nlet b = A(2)",
            "App/Two/B.swift": "extension A { init(text: Int) { self.init(text) } }",
        },
        ["App/One/A.swift:2 A"],
    ),
    (
        "a nested type, a generic parameter and a tuple's label of a later name",
        {
            "App/One/A.swift": "struct A { struct B {}\n  let b: B }\nfunc f<C>(_ c: C) {}\n"
            "func g() -> (late: Int, Int) { (1, 2) }\nlet h = g().late",
            "App/Two/B.swift": "struct B { var late = 1 }\nstruct C {}",
        },
        [],
    ),
    (
        "a circle of files, but not of the parts of a file",
        {
            "App/One/A.swift": "struct A { let b: B? }",
            "App/One/B.swift": "struct B {\n  let a: [A]\n}",
            "App/Two/C.swift": "struct C { func c() { more() } }",
            "App/Two/C+More.swift": "extension C { func more() {} }",
        },
        ["App/One/A.swift:1 B", "App/One/B.swift:2 A"],
    ),
    (
        "a room that nobody ordered",
        {"App/Four/D.swift": "struct D {}"},
        ["App/Four/D.swift:1 App/Four"],
    ),
    (
        "a forbidden line, except where it is allowed",
        {
            "App/One/A.swift": "// ContinuousClock\nlet a = ContinuousClock()",
            "App/Three/C.swift": "let c = ContinuousClock()",
        },
        ["App/One/A.swift:2 ContinuousClock"],
    ),
]

AGAINST = {"App/One/A.swift": "let a = B()", "App/Two/B.swift": "struct B {}"}
MENDED = {"App/One/A.swift": "let a = 1", "App/Two/B.swift": "struct B {}"}
PICTURE = "Base\n  Low\n  High\nApp\n  One           → Two\n  Two\n  Side\n  Three\n"


def built(files, exceptions=""):
    """The house of a tree of files."""
    rules = types.SimpleNamespace(**{**vars(RULES), "EXCEPTIONS": exceptions})
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.join(root, "Sources", os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, "Sources", path), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        return House(root, rules)


def run():
    """Prints each case that does not come out; the exit code."""
    failed = 0

    def check(name, is_right, found):
        nonlocal failed
        if not is_right:
            failed += 1
            print(f"check-layers --selftest: {name}: {found}")

    for name, files, wanted in CASES:
        faults = built(files).faults()
        missing = [
            want for want in wanted
            if not any(
                fault.startswith(f"Sources/{want.split()[0]}: ") and want.split()[1] in fault
                for fault in faults)
        ]
        check(name, not missing and len(faults) == len(wanted), faults or "no fault")
    exception = "App/One/A > App/Two/B"
    check("an exception", not built(AGAINST, exception).faults(), "is no exception")
    check("a mended exception", len(built(MENDED, exception).faults()) == 1, "may stay")
    check("the picture", built(AGAINST).drawn() == PICTURE, built(AGAINST).drawn())
    print(f"check-layers --selftest: {len(CASES) + 3 - failed} of {len(CASES) + 3} cases hold")
    return 1 if failed else 0
