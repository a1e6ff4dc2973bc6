"""Who uses whom: the graph of files and rooms, what is wrong with it, and its picture."""

import collections
import os
import re

from layers.source import Source

# Members of the standard library and of Foundation that types here name theirs after: behind a value
# of unknown type they say nothing.
STANDARD = set(
    """
    add all any append atan close contains cos count data decode description encode end enumerated environment
    exp filter first format hash high index indices insert isEmpty isFinite joined key keys last line
    lines load lock log low map max min name next path pi prefix range rawValue read receive reduce
    remove reversed rounded row rows run send sin size sleep sorted split start stop store suffix sum tanh text
    value values wait width height write zero zip
    """.split()
)


class House:
    """All sources of a tree, and their uses of each other."""

    def __init__(self, root, rules):
        """Reads the tree at `root`; `rules` has MODULES, ORDER, EXCEPTIONS and FORBIDDEN."""
        self.rules = rules
        self.allowed, self.rooms = reach(rules.ORDER)
        self.exceptions = {
            tuple(part.strip() for part in line.split(">"))
            for line in rules.EXCEPTIONS.splitlines() if line.strip()
        }
        self.sources = []
        for module in rules.MODULES:
            for folder, _, files in sorted(os.walk(os.path.join(root, "Sources", module))):
                for file in sorted(file for file in files if file.endswith(".swift")):
                    path = os.path.join(folder, file)
                    with open(path, encoding="utf-8") as text:
                        self.sources.append(
                            Source(os.path.relpath(path, os.path.join(root, "Sources")), text.read()))
        self.top = collections.defaultdict(lambda: collections.defaultdict(list))
        self.members = collections.defaultdict(lambda: collections.defaultdict(list))
        self.named = collections.defaultdict(list)
        self.types = set()
        self.initializers = collections.defaultdict(list)
        for source in self.sources:
            self._enter(source)
        self.edges = {}  # (user, used): the first use
        self.guesses = []  # uses that mean one of several files, none of them allowed
        for source in self.sources:
            for use in source.uses:
                self._take(source, use)

    def _enter(self, source):
        for name, private in source.top.items():
            if not private:
                self.top[source.module][name].append(source)
        for kind, members in source.members.items():
            self.types.update((kind, kind.rpartition(".")[2]))
            for name, private in members.items():
                if not private:
                    self.named[name].append(source)
                    # A nested type is known by its last name, too.
                    for known in {kind, kind.rpartition(".")[2]}:
                        self.members[known][name].append(source)
        for kind, labels, has_default, private in source.initializers:
            if not private:
                self.initializers[kind.rpartition(".")[2]].append((labels, has_default, source))

    # What a name stands for.

    def _visible(self, source, sources):
        modules = [source.module] + self.rules.MODULES[source.module]
        return [other for other in sources if other.module in modules]

    def _declaring(self, source, use):
        """The files that may declare what is used; none if it is unknown or the file itself does."""
        kinds = use.enclosing if use.receiver in ("", "self", "Self") else (use.receiver,)
        for kind in kinds:
            if kind and (use.name in source.members[kind]):
                return []
            if kind and use.name in self.members[kind]:
                return self._visible(source, self.members[kind][use.name])
        if use.receiver == "":
            if use.name in source.top:
                return []
            for module in [source.module] + self.rules.MODULES[source.module]:
                if use.name in self.top[module]:
                    return self.top[module][use.name]
            return []
        is_foreign = use.receiver and use.receiver[0].isupper() and use.receiver not in self.types
        is_own = any(use.name in members for members in source.members.values())
        if is_foreign or is_own or use.name in STANDARD or use.name in source.tuple_labels:
            return []
        return self._visible(source, self.named[use.name])

    def _initializing(self, source, use):
        """The files with an initializer that a call may mean."""
        if use.receiver or use.labels is None:
            return []
        fitting = [
            other for labels, has_default, other in self.initializers[use.name]
            if labels == use.labels or has_default and is_subsequence(use.labels, labels)
        ]
        return self._visible(source, fitting)

    def _take(self, source, use):
        declaring = self._declaring(source, use)
        units = {other.unit for other in declaring}
        if len(units) == 1:
            self._link(source, declaring[0], use)
        elif units and not any(self._may(source, other) for other in declaring):
            self.guesses.append((source, declaring, use))
        initializing = self._initializing(source, use)
        if len({other.unit for other in initializing}) == 1:
            self._link(source, initializing[0], use)

    def _link(self, source, other, use):
        if source.unit != other.unit:
            self.edges.setdefault((source, other), use)

    def _may(self, source, other):
        return (
            source.module != other.module or source.room == other.room
            or other.room in self.allowed[source.room])

    # What is wrong.

    def faults(self):
        """A line for each fault: the file, the line, what it uses."""
        faults, needed = [], set()

        def fault(source, line, unit, text):
            entry = (source.unit, unit)
            if entry in self.exceptions:
                needed.add(entry)
            else:
                faults.append((source.path, line, text))

        for source in self.sources:
            if source.room not in self.rooms[source.module]:
                faults.append((source.path, 1, f"ORDER has no room {source.room}"))
            for message, pattern, excepted in self.rules.FORBIDDEN:
                if not source.path.startswith(tuple(excepted)):
                    for number, line in enumerate(source.text.splitlines(), 1):
                        if re.search(pattern, line) and not line.lstrip().startswith("//"):
                            faults.append((source.path, number, f"{message}: {line.strip()}"))
        uses = [(source, other, use) for (source, other), use in self.edges.items()]
        # A guess says nothing new of a file that uses one of those that it may mean anyway.
        uses += [
            (source, others[0], use) for source, others, use in self.guesses
            if not any((source, other) in self.edges for other in others)
        ]
        for source, other, use in uses:
            if not self._may(source, other):
                text = f"{source.room} uses {use.name} of {other.path}, against the order"
                fault(source, use.line, other.unit, text)
        inside = collections.defaultdict(lambda: collections.defaultdict(dict))
        for (source, other), use in self.edges.items():
            if source.room == other.room:
                inside[source.room][source.unit].setdefault(other.unit, (source, use))
        for graph in inside.values():
            for circle in circles(graph):
                for user in circle:
                    for used in [used for used in graph[user] if used in circle]:
                        source, use = graph[user][used]
                        text = f"uses {use.name} of {used}.swift, in a circle of {len(circle)} files"
                        fault(source, use.line, used, text)
        lines = [f"Sources/{path}:{line}: {text}" for path, line, text in sorted(set(faults))]
        return lines + [
            f"scripts/check-layers: `{user} > {used}` is mended; strike it off EXCEPTIONS"
            for user, used in sorted(self.exceptions - needed)
        ]

    def drawn(self):
        """The modules, and their rooms in order, each with an arrow to what it uses."""
        uses = collections.defaultdict(set)
        for source, other in self.edges:
            uses[source.room].add(other.room if source.module == other.module else other.module)
        lines = []
        for module in self.rules.MODULES:
            rooms = [room for room in self.rooms[module] if not room.endswith("/.")]
            modules = [m for m in self.rules.MODULES if any(m in uses[room] for room in rooms)]
            lines.append(" → ".join([module] + ([", ".join(modules)] if modules else [])))
            for room in rooms:
                used = [other.split("/")[1] for other in rooms if other in uses[room] - {room}]
                name = room.split("/")[1]
                lines.append(f"  {name:13} → {', '.join(used)}" if used else f"  {name}")
        return "\n".join(lines) + "\n"


def reach(order):
    """For each room those that it may use, and each module's rooms in their order."""
    allowed, rooms = collections.defaultdict(set), collections.defaultdict(list)
    for module, lines in order.items():
        for line in lines:
            chain = [f"{module}/{room.strip()}" for room in line.split(">")]
            for first, second in zip(chain, chain[1:]):
                allowed[second].add(first)
            rooms[module] += [room for room in chain if room not in rooms[module]]
        for _ in rooms[module]:
            for room in rooms[module]:
                allowed[room] |= {r for other in allowed[room] for r in allowed[other]}
        if mixed := [room for room in rooms[module] if room in allowed[room]]:
            raise SystemExit(f"ORDER goes in a circle: {', '.join(mixed)}")
        rooms[module].sort(key=lambda room: len(allowed[room]))
    return allowed, rooms


def is_subsequence(labels, others):
    """Whether the labels of a call are some of those of an initializer, in their order."""
    rest = iter(others)
    return all(label in rest for label in labels)


def circles(graph):
    """The strongly connected components of more than one node (Tarjan 1972)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, {}):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
            if len(circle) > 1:
                found.append(sorted(circle))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found
