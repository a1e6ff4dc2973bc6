import Testing

@testable import Engine

@Suite("CRC-32")
struct CRC32Tests {
  @Test("of 123456789 is the known check value, in one piece or two")
  func check() {
    let bytes = Array("123456789".utf8)
    for cut in bytes.indices {
      var checksum = CRC32()
      checksum.update(bytes[..<cut])
      checksum.update(bytes[cut...])
      #expect(checksum.value == 0xcbf4_3926)
    }
  }
}
