// swift-tools-version: 6.2
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

let package = Package(
  name: "groksweep",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "groksweep", targets: ["Sweep"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CMPI", pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev", "openmpi-bin"]), .brew(["open-mpi"])]),
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
    .executableTarget(
      name: "Sweep",
      dependencies: [
        "Engine", "Statistics", "CMPI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
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
      name: "SweepTests",
      dependencies: [
        "Sweep", "Engine", "Statistics", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),
    .testTarget(
      name: "MPITests", dependencies: ["Sweep", "Engine"], swiftSettings: settings),
  ]
)
