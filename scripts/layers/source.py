"""Reads what a Swift file declares and which names it uses, without a compiler."""

import collections
import os
import re

KEYWORDS = set(
    """
    as associatedtype await break case catch class continue default defer deinit do else enum
    extension fallthrough false fileprivate final for func guard if import in indirect infix init
    inout internal is lazy let mutating nil nonisolated nonmutating open operator override package
    postfix private protocol public repeat rethrows return self Self some static struct subscript
    super switch throw throws true try typealias unsafe var weak where while consuming borrowing
    """.split()
)
MODIFIERS = set(
    """
    public internal package private fileprivate open static final mutating nonmutating override lazy
    weak unowned nonisolated indirect consuming borrowing required convenience
    """.split()
)
TYPES = {"struct", "enum", "class", "protocol", "actor", "extension"}
BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
TOKEN = re.compile(r"`?[A-Za-z_]\w*`?|\.\.\.|\.\.<|->|\d[\w.]*(?<!\.)|\$\d+|.", re.S)
QUOTE = re.compile(r'(#*)("""|")')
# Patterns as the sources have them: `/` after `=` or `(`, and no space behind it.
PATTERN = re.compile(r"(?<=[=(] )/[^/ \n]([^/\n\\]|\\.)*/|(?<=\()/[^/ \n]([^/\n\\]|\\.)*/")

Token = collections.namedtuple("Token", "text line spaced")

# A name that is used: where, what stands before its dot ("" without a dot, None if it is no plain
# name), the labels of a call (None if it is not called), the types around it, innermost first.
Use = collections.namedtuple("Use", "name line receiver labels enclosing")


def tokens(text):
    """The tokens of a text; of strings only what they interpolate, of comments nothing."""
    found, i, line, spaced = [], 0, 1, False
    open_strings = []  # for each interpolation that is open: quote, hashes, its open parentheses

    def skip_string(i, quote, hashes):
        """The position after a string that goes on at `i`, or after its next `\\(`."""
        nonlocal line
        while i < len(text) and not text.startswith(quote + hashes, i):
            if text.startswith("\\" + hashes + "(", i):
                open_strings.append([quote, hashes, 0])
                return i + len("\\" + hashes + "(")
            if text[i] == "\\" and not hashes:
                i += 1
            line += text[i] == "\n"
            i += 1
        return i + len(quote + hashes)

    while i < len(text):
        if text[i].isspace():
            line += text[i] == "\n"
            spaced, i = True, i + 1
            continue
        if text.startswith("//", i):
            end = text.find("\n", i)
            i = len(text) if end < 0 else end
        elif text.startswith("/*", i):
            end = text.find("*/", i) + 2
            line += text.count("\n", i, end)
            i = end
        elif match := QUOTE.match(text, i):
            found.append(Token('"', line, spaced))
            i = skip_string(match.end(), match[2], match[1])
        elif match := PATTERN.match(text, i):
            found.append(Token("/", line, spaced))
            i = match.end()
        else:
            match = TOKEN.match(text, i)
            if open_strings and match[0] == ")" and open_strings[-1][2] == 0:
                quote, hashes, _ = open_strings.pop()
                i = skip_string(match.end(), quote, hashes)
            else:
                if open_strings:
                    open_strings[-1][2] += {"(": 1, ")": -1}.get(match[0], 0)
                found.append(Token(match[0].strip("`"), line, spaced))
                i = match.end()
        spaced = False
    return found


class Scope:
    """The file, a type or a body."""

    def __init__(self, kind, name="", private=False, is_enum=False):
        self.kind, self.name, self.private, self.is_enum = kind, name, private, is_enum
        self.locals = set()


class Source:
    """One file."""

    def __init__(self, path, text):
        """Reads a text; `path` is relative to `Sources`."""
        self.path, self.text = path, text
        self.module = path.split("/")[0]
        self.room = "/".join(path.split("/")[:2]) if path.count("/") > 1 else self.module + "/."
        # `X+Part.swift` goes on with what `X.swift` begins.
        self.unit = re.sub(r"\+\w+$", "", path.removesuffix(".swift"))
        self.top = {}  # each declaration of the file, and whether it is private
        self.members = collections.defaultdict(dict)  # the same for each type
        self.initializers = []  # (type, labels, whether any has a default)
        self.tuple_labels = set()
        self.uses = []
        self.tokens = tokens(text)
        self._passed = set()  # positions of names that are no uses
        self._read()

    # Looking around.

    def _at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def _word(self, i):
        return self._at(i) if re.match(r"[A-Za-z_]", self._at(i)) else ""

    def _closing(self, i):
        depth = 0
        while i < len(self.tokens):
            depth += BRACKETS.get(self._at(i), 0)
            if depth == 0:
                return i
            i += 1
        return i

    def _is_label(self, i):
        return self._at(i + 1) == ":" and not self.tokens[i + 1].spaced

    def _labels(self, i):
        """The labels of the call or of the parameters whose parenthesis opens at `i`."""
        labels, depth, has_default = [], 0, False
        for k in range(i, self._closing(i)):
            depth += BRACKETS.get(self._at(k), 0)
            has_default |= depth == 1 and self._at(k) == "="
            if depth == 1 and self._at(k) in "(," and self._at(k + 1) != ")":
                is_named = self._word(k + 1) and (
                    self._is_label(k + 1) or (self._word(k + 2) and self._is_label(k + 2)))
                labels.append(self._at(k + 1) if is_named else "_")
        return tuple(labels), has_default

    def _is_private(self, i):
        """Whether the declaration whose keyword stands at `i` is."""
        i -= 1
        while self._at(i) in MODIFIERS or (self._at(i) == ")" and self._at(i - 1) == "set"):
            if self._at(i) == ")":
                i -= 3
            elif self._at(i) in ("private", "fileprivate"):
                return True
            i -= 1
        return False

    # Taking in.

    def _declare(self, name, i, scope):
        if scope.kind == "body":
            scope.locals.add(name)
        else:
            names = self.top if scope.kind == "file" else self.members[scope.name]
            names[name] = scope.private or self._is_private(i)

    def _generics(self, i, names):
        """Takes in the generic parameters whose list may open at `i`; where it ends."""
        if self._at(i) != "<":
            return i
        depth = 0
        while i < len(self.tokens):
            depth += {"<": 1, ">": -1}.get(self._at(i), 0)
            if depth == 0:
                return i + 1
            if depth == 1 and self._at(i) in "<,":
                names.add(self._at(i + 1))
            i += 1
        return i

    def _parameters(self, i, names):
        """Takes in the parameters whose parenthesis opens at `i`."""
        depth = 0
        for k in range(i, self._closing(i)):
            depth += BRACKETS.get(self._at(k), 0)
            if depth == 1 and self._word(k) and self._is_label(k):
                names.add(self._word(k))
                self._passed.update({k, k - 1 if self._word(k - 1) else k})

    def _closure(self, i, names):
        """Takes in the parameters of a closure whose brace opens at `i`, if it names any."""
        found = set()
        for k in range(i + 1, i + 60):
            if self._at(k) in ("{", "}", "=", ""):
                return
            if self._at(k) == "in":
                names.update(found)
                return
            is_first = self._at(k - 1) in ("{", "(", ",", "_", "]")
            if is_first and self._word(k) and self._word(k) not in KEYWORDS:
                found.add(self._word(k))

    def _use(self, i, receiver, scopes):
        enclosing, name = [], scopes[-1].name
        while name:
            enclosing.append(name)
            name = name.rpartition(".")[0]
        labels = self._labels(i + 1)[0] if self._at(i + 1) == "(" else None
        self.uses.append(
            Use(self._at(i), self.tokens[i].line, receiver, labels, tuple(enclosing)))

    def _read(self):
        scopes, pending, names = [Scope("file")], None, set()  # the next brace's scope and locals
        brackets, i = [], 0
        while i < len(self.tokens):
            token, before, after, scope = self._at(i), self._at(i - 1), self._at(i + 1), scopes[-1]
            if token == "{":
                new = pending or Scope("body", scope.name, scope.private)
                new.locals, pending, names = names, None, set()
                self._closure(i, new.locals)
                scopes.append(new)
                brackets.append(token)
            elif token in "([":
                is_call = (self._word(i - 1) and before not in KEYWORDS - {"init", "self", "Self"}
                           or before in (")", "]", ">", "?", "!"))
                brackets.append("tuple" if token == "(" and not is_call else token)
            elif token in ")]}":
                brackets = brackets[:-1]
                if token == "}" and len(scopes) > 1:
                    scopes.pop()
            elif before == "." and self._word(i):
                if token not in ("init", "self", "Type"):
                    self._use(i, self._word(i - 2) or None, scopes)
            elif not self._word(i) or before in ("#", "@") or i in self._passed:
                pass
            elif token in TYPES and self._word(i + 1) and after not in ("func", "var", "let"):
                pending, i = self._type(i, scopes)
            elif token in ("func", "init", "subscript"):
                i, names = self._function(i, scope)
            elif token in ("typealias", "associatedtype"):
                self._declare(after, i, scope)
                i += 1
            elif token == "case" and scope.is_enum:
                self._cases(i, scope)
            elif token in ("let", "var", "for"):
                self._variables(i, scope)
            elif token not in KEYWORDS:
                if self._is_label(i) and before in ("(", ",") and brackets[-1:] != ["["]:
                    if brackets[-1:] == ["tuple"]:
                        self.tuple_labels.add(token)
                elif token not in names and not any(token in s.locals for s in scopes):
                    self._use(i, "", scopes)
            i += 1

    def _type(self, i, scopes):
        """Takes in a type or an extension: its scope, and the last position of its name."""
        scope, name, k = scopes[-1], self._at(i + 1), i + 2
        while self._at(k) == "." and self._word(k + 1):
            name, k = name + "." + self._at(k + 1), k + 2
        if self._at(i) == "extension":
            self._use(i + 1, "", scopes)
        else:
            self._declare(name, i, scope)
            name = (scope.name + "." if scope.name else "") + name
        generics = set()
        k = self._generics(k, generics)
        self.members[name].update({generic: True for generic in generics})
        kind = "body" if scope.kind == "body" else "type"
        private = scope.private or self._is_private(i)
        return Scope(kind, name, private, self._at(i) == "enum"), k - 1

    def _function(self, i, scope):
        """Takes in a function or an initializer: the position of its name, its local names."""
        names, k = set(), i + 1
        if self._at(i) == "func":
            if self._word(k):
                self._declare(self._at(k), i, scope)
            i, k = k, k + 1
        while k < len(self.tokens) and self._at(k) not in "(<":
            k += 1
        k = self._generics(k, names)
        if self._at(i) == "init" and scope.kind == "type":
            self.initializers.append(
                (scope.name, *self._labels(k), scope.private or self._is_private(i)))
        self._parameters(k, names)
        return i, names

    def _cases(self, i, scope):
        k = i + 1
        while self._word(k):
            self._declare(self._at(k), i, scope)
            self._passed.add(k)
            if self._at(k + 1) == "(":
                self._parameters(k + 1, set())
                k = self._closing(k + 1)
            if self._at(k + 1) == "=":
                k += 2
            if self._at(k + 1) != ",":
                return
            k += 2

    def _variables(self, i, scope):
        k = i + 1
        while self._at(k) in ("try", "await", "case", "let", "var"):
            k += 1
        for j in range(k, (self._closing(k) if self._at(k) == "(" else k) + 1):
            if self._word(j) and self._at(j - 1) not in (":", "."):
                self._declare(self._at(j), i, scope)
                self._passed.add(j)
