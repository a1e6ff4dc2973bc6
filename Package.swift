// swift-tools-version: 6.2
import Foundation
import PackageDescription

#if arch(x86_64)
  // AVX2 and FMA: without them the elementwise kernels take more than twice as long.
  let processor = ["-Xcc", "-march=x86-64-v3"]
#else
  let processor: [String] = []
#endif

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// What computes is optimized in debug builds too: tests train real networks and resample fits.
let optimized = ["-O", "-disable-batch-mode", "-whole-module-optimization", "-num-threads", "2"]

// The MPI is that of the `mpicc` which is first on the path, or the one that the variable MPI names:
// a family, or the path of its mpicc.
let mpi = MPIFlags(named: Context.environment["MPI"] ?? "")

let package = Package(
  name: "groksweep",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "groksweep", targets: ["Sweep"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(
      name: "CMPI", cSettings: [.unsafeFlags(mpi.compiling)],
      linkerSettings: [.unsafeFlags(mpi.linking)]),
    .target(
      name: "Engine",
      dependencies: ["CBLAS", .product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: settings + [
        .unsafeFlags(processor), .unsafeFlags(optimized, .when(configuration: .debug)),
      ]),
    .target(
      name: "Statistics",
      dependencies: [.product(name: "RealModule", package: "swift-numerics")],
      swiftSettings: settings + [.unsafeFlags(optimized, .when(configuration: .debug))]),
    .target(
      name: "Figures",
      swiftSettings: settings + [.unsafeFlags(optimized, .when(configuration: .debug))]),
    .executableTarget(
      name: "Sweep",
      dependencies: [
        "Engine", "Statistics", "Figures", "CMPI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Mustache", package: "swift-mustache"),
        "Yams",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine"], resources: [.copy("Fixtures")],
      swiftSettings: settings + [.unsafeFlags(processor)]),
    .target(
      name: "TestSupport", dependencies: ["Engine", "Statistics"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "Engine", "TestSupport"],
      resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "FiguresTests", dependencies: ["Figures"], resources: [.copy("Fixtures")],
      swiftSettings: settings),
    .testTarget(
      name: "SweepTests",
      dependencies: [
        "Sweep", "Engine", "Statistics", "Figures", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], resources: [.copy("Fixtures")], swiftSettings: settings),
    .testTarget(
      name: "MPITests", dependencies: ["Sweep", "Engine", "TestSupport"], swiftSettings: settings),
  ]
)

/// What compiling and linking against an MPI takes, which its compiler knows best: clusters have
/// modules and wheels, and pkg-config files only at times.
struct MPIFlags {
  /// Folders of headers, and which family is expected.
  var compiling: [String] = []
  /// Folders of libraries, the libraries, and where the program finds them when it starts.
  var linking: [String] = []

  /// Asks the compiler of a family (`openmpi`, `mpich`), of a path, or the first one if that is empty.
  ///
  /// Without any there are no flags, and the one C file that needs them says what is missing.
  init(named name: String) {
    guard name.contains("/") || ["", "openmpi", "mpich"].contains(name) else { return }
    let names = name.contains("/") ? [name] : name.isEmpty ? ["mpicc"] : ["mpicc.\(name)", "mpicc"]
    let words = names.lazy.map(Self.show).first { !$0.isEmpty } ?? []
    compiling = words.filter { $0.hasPrefix("-I") || $0.hasPrefix("-D") }
    if !name.isEmpty, !name.contains("/") { compiling.append("-DCMPI_EXPECT_\(name)") }
    linking = words.filter { $0.hasPrefix("-L") || $0.hasPrefix("-l") }
    for folder in linking.filter({ $0.hasPrefix("-L") }).map({ $0.dropFirst(2) })
    where folder.wholeMatch(of: /\/(usr\/)?lib(64|\/[^\/]+-linux-gnu)?/) == nil {
      linking += ["-Xlinker", "-rpath", "-Xlinker", String(folder)]
    }
  }

  /// The command that an MPI's compiler would run; Open MPI, MPICH and those made of it all have
  /// this option.
  private static func show(_ compiler: String) -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [compiler, "-show"]
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return [] }
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return [] }
    return String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\"", with: "")
      .split(whereSeparator: \.isWhitespace).map(String.init)
  }
}
