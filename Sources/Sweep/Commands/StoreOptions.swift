import ArgumentParser
import Foundation

/// Where the results of an experiment go.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the results, which all nodes see; it is made if it is missing. (default: the "
        + "experiment file without its .yaml)", valueName: "dir"), completion: .directory)
  var store: String?

  /// The folder for the results of an experiment file: `sweeps/a` for `sweeps/a.yaml`.
  func folder(for file: String) -> String {
    if let store { return store }
    let url = URL(fileURLWithPath: file)
    guard ["yaml", "yml"].contains(url.pathExtension) else { return file + ".results" }
    return String(file.dropLast(url.pathExtension.count + 1))
  }

  /// Says where results go if nobody has.
  func announce(for file: String) {
    if store == nil { printError("the results go to \(folder(for: file))") }
  }
}
