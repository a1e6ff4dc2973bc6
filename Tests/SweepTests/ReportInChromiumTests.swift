import Foundation
import Testing

@testable import Sweep

/// Lays pages out in a browser, where there is one: nothing may reach over the edge or over other text.
@Suite("Reports in Chromium")
struct ReportInChromiumTests {
  /// The browser, if it is in PATH.
  static let browser: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["chromium", "chromium-browser", "google-chrome"].lazy.flatMap { name in
      folders.lazy.map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// What the browser made of a page.
  struct Layout: Decodable {
    let name: String
    let width: Int
    let scrollWidth: Int
    let overlaps: [String]
    let background: String
    let texts: Int
    let requests: [String]
  }

  /// Shows pages in frames of a laptop's and a telephone's width, in dark colours, and as printed on
  /// A4, all details open; scripts do not run in them.
  static let harness = """
    <!DOCTYPE html><meta charset="utf-8"><body><script>
    const frames = [["laptop", 1280, "page.html", "light"], ["telephone", 390, "page.html", "light"],
      ["dark", 1280, "page.html", "dark"], ["print", 672, "print.html", "light"]];
    function clipped(rect, element, root) {
      let box = {left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom};
      for (let e = element; e && e !== root; e = e.parentElement) {
        const style = e.ownerDocument.defaultView.getComputedStyle(e);
        if (style.overflowX === "visible") continue;
        const edge = e.getBoundingClientRect();
        box = {left: Math.max(box.left, edge.left), top: Math.max(box.top, edge.top),
          right: Math.min(box.right, edge.right), bottom: Math.min(box.bottom, edge.bottom)};
      }
      return box;
    }
    function texts(page) {
      const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (!node.data.trim() || parent.closest("title,desc,style")) continue;
        const range = page.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) {
          const box = clipped(rect, parent, page.documentElement);
          if (box.right - box.left > 1 && box.bottom - box.top > 1)
            found.push({box, node, text: node.data.trim().slice(0, 40)});
        }
      }
      return found;
    }
    function overlaps(found) {
      const result = [], sorted = found.sort((a, b) => a.box.top - b.box.top);
      for (let i = 0; i < sorted.length; i++) {
        for (let j = i + 1; j < sorted.length; j++) {
          const a = sorted[i].box, b = sorted[j].box;
          if (b.top > a.bottom) break;
          if (sorted[i].node === sorted[j].node) continue;
          const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          // Lines of type are boxes with room above and below the letters.
          if (width > 2 && height > 0.35 * Math.min(a.bottom - a.top, b.bottom - b.top))
            result.push(sorted[i].text + " | " + sorted[j].text);
        }
      }
      return result;
    }
    function show([name, width, source, scheme]) {
      return new Promise(resolve => {
        const frame = document.createElement("iframe");
        frame.sandbox = "allow-same-origin";
        frame.style.cssText = `border:0;width:${width}px;height:900px;color-scheme:${scheme}`;
        frame.onload = () => {
          const page = frame.contentDocument, view = frame.contentWindow;
          page.querySelectorAll("details").forEach(e => e.open = true);
          const found = texts(page), root = page.scrollingElement;
          resolve({name, width: root.clientWidth, scrollWidth: root.scrollWidth,
            overlaps: overlaps(found).slice(0, 20), texts: found.length,
            background: view.getComputedStyle(page.body).backgroundColor,
            requests: view.performance.getEntriesByType("resource").map(e => e.name)});
          frame.remove();
        };
        frame.src = source;
        document.body.append(frame);
      });
    }
    (async () => {
      const layouts = [];
      for (const frame of frames) layouts.push(await show(frame));
      document.body.textContent = "RESULT" + JSON.stringify(layouts) + "END";
    })();
    </script>
    """

  @Test(
    "no text overflows or overlaps, on a laptop, a telephone, in the dark and in print",
    .enabled(if: browser != nil, "no chromium in PATH"))
  func layout() throws {
    let browser = try #require(Self.browser)
    try ReportFixtures.withStore(
      ReportFixtures.source(question: hostileText + String(repeating: "w", count: 10_000)),
      trials: ReportFixtures.all
    ) { store, directory in
      let page = try Report(store).html
      let layouts = try Self.layouts(of: page, in: directory, browser: browser)
      #expect(layouts.map(\.name) == ["laptop", "telephone", "dark", "print"])
      for layout in layouts {
        #expect(layout.scrollWidth <= layout.width, "\(layout.name)")
        #expect(layout.overlaps.isEmpty, "\(layout.name): \(layout.overlaps)")
        #expect(layout.texts > 100 && layout.requests.isEmpty, "\(layout.name)")
      }
      #expect(Set(layouts.map(\.background)).count == 2)
    }
  }

  @Test(
    "the browser has nothing to complain of",
    .enabled(if: browser != nil, "no chromium in PATH"))
  func console() throws {
    let browser = try #require(Self.browser)
    try ReportFixtures.withStore(ReportFixtures.source(), trials: ReportFixtures.all) {
      store, directory in
      try Report(store).html.write(
        toFile: directory + "/page.html", atomically: true, encoding: .utf8)
      let (_, log) = try Self.run(
        browser, ["--enable-logging=stderr", "--dump-dom", "\(directory)/page.html"])
      #expect(!log.contains("CONSOLE"), "\(log)")
    }
  }

  /// What the browser makes of a page, in each frame.
  private static func layouts(
    of page: String, in directory: String, browser: String
  ) throws -> [Layout] {
    // The policy knows the style sheet as it was.
    let printed = page.replacing(/<meta http-equiv[^>]*>/, with: "")
      .replacing("@media print", with: "@media all")
      .replacing("@media screen", with: "@media print")
    for (name, text) in [
      ("page.html", page), ("print.html", printed), ("harness.html", harness),
    ] { try text.write(toFile: "\(directory)/\(name)", atomically: true, encoding: .utf8) }
    let (output, log) = try run(
      browser,
      [
        "--allow-file-access-from-files", "--virtual-time-budget=20000", "--dump-dom",
        "\(directory)/harness.html",
      ])
    let found = output.firstMatch(of: /RESULT(.*)END<\/body>/.dotMatchesNewlines())
    let text = try #require(found.map { String($0.1) }, "\(log)")
    let json = text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&amp;", with: "&")
    return try JSONDecoder().decode([Layout].self, from: Data(json.utf8))
  }

  /// Runs a browser without a window, with a profile of its own; what it printed.
  private static func run(_ browser: String, _ arguments: [String]) throws -> (String, String) {
    try withProfile { profile in
      let process = Process()
      process.executableURL = URL(filePath: browser)
      // Root has no sandbox; there is nothing to be kept out of.
      process.arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        + ["--no-first-run", "--user-data-dir=\(profile)"] + arguments
      let (output, log) = ("\(profile)/output", "\(profile)/log")
      for file in [output, log] { try Data().write(to: URL(filePath: file)) }
      process.standardOutput = FileHandle(forWritingAtPath: output)
      process.standardError = FileHandle(forWritingAtPath: log)
      try process.run()
      process.waitUntilExit()
      return (
        try String(contentsOfFile: output, encoding: .utf8),
        try String(contentsOfFile: log, encoding: .utf8)
      )
    }
  }

  private static func withProfile<Value>(_ body: (String) throws -> Value) throws -> Value {
    let url = FileManager.default.temporaryDirectory.appending(path: "chromium-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
  }
}
