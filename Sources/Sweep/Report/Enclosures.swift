import Foundation

/// The data that a page carries as files to save, as long as there is room for it: a file may take half
/// of what the ones before it have left.
struct Enclosures: Sendable {
  /// How many bytes all files may have together, as they stand in the page.
  private var room: Int

  /// Room for the given number of bytes.
  init(room: Int = 1_000_000) { self.room = room }

  /// A link to a file, or words that say where its data is instead.
  mutating func link(_ name: String, _ text: String, elsewhere: String) -> DataLink {
    let bytes = Data(text.utf8)
    let size = (bytes.count + 2) / 3 * 4
    guard size <= room / 2 else {
      return DataLink(name: name, address: nil, elsewhere: elsewhere, size: Self.words(bytes.count))
    }
    room -= size
    return DataLink(
      name: name, address: "data:text/plain;charset=utf-8;base64," + bytes.base64EncodedString(),
      elsewhere: elsewhere, size: Self.words(bytes.count))
  }

  private static func words(_ bytes: Int) -> String {
    bytes < 1000 ? "\(bytes) bytes" : "\(significant(Double(bytes) / 1000, digits: 3)) kB"
  }
}

/// A file that a page carries, or where to get it.
struct DataLink: Fragment {
  let name: String
  let address: String?
  let elsewhere: String
  let size: String

  static let template = Template(
    """
    {{#address}}<a download="{{name}}" href="{{address}}">{{name}}</a> ({{size}})\
    {{/address}}{{^address}}{{name}}, {{size}}, is too large to be carried here: \
    <code>{{elsewhere}}</code> writes it{{/address}}
    """)
}
