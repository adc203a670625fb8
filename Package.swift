// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

// A module imports only modules above it in this list; `.ci/layering` holds the allowed edges.
let package = Package(
  name: "facet",
  products: [
    .library(name: "Facet", targets: ["Facet", "FacetConfiguration", "FacetRehearsal"]),
    .executable(name: "facet", targets: ["FacetCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CJSONC", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "FacetPlatform", dependencies: ["CCrypto"], swiftSettings: settings),
    .target(
      name: "FacetJSON", dependencies: ["CJSONC", "FacetPlatform"], swiftSettings: settings),
    .target(
      name: "FacetHTTP",
      dependencies: ["CCurl", "FacetPlatform", .product(name: "Logging", package: "swift-log")],
      swiftSettings: settings),
    .target(
      name: "FacetModels", dependencies: ["FacetPlatform", "FacetJSON", "FacetHTTP"],
      swiftSettings: settings),
    .target(
      name: "FacetConfiguration",
      dependencies: ["FacetPlatform", "FacetJSON", "FacetModels"],
      swiftSettings: settings),
    .target(
      name: "FacetBox", dependencies: ["FacetPlatform", "FacetJSON"],
      resources: [.embedInCode("Confinement/group.sh"), .embedInCode("Box/box.sh")],
      swiftSettings: settings),
    .target(
      name: "FacetScore",
      dependencies: ["FacetPlatform", "FacetJSON", "FacetConfiguration", "FacetBox"],
      resources: [.embedInCode("Boxed/query.py"), .embedInCode("Boxed/tests.py")],
      swiftSettings: settings),
    .target(
      name: "FacetLedger",
      dependencies: [
        "FacetPlatform", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .target(
      name: "FacetTables", dependencies: ["FacetPlatform", "FacetJSON"], swiftSettings: settings),
    .target(
      name: "Facet",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetHTTP", "FacetModels", "FacetConfiguration",
        "FacetScore", "FacetLedger", "FacetTables",
        .product(name: "HeapModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(
      name: "FacetRehearsal",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetModels", "Facet",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .target(
      name: "FacetReport", dependencies: ["FacetPlatform", "FacetJSON"],
      resources: [
        .embedInCode("Page/body.html"), .embedInCode("Page/report.css"),
        .embedInCode("Page/diff.js"), .embedInCode("Page/ratings.js"),
        .embedInCode("Page/report.js"),
      ],
      swiftSettings: settings),
    .target(
      name: "FacetConversation",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetModels", "FacetConfiguration", "Facet",
      ],
      swiftSettings: settings),
    .target(
      name: "FacetCSV",
      dependencies: [
        "FacetPlatform", "FacetBox", "FacetJSON", "FacetModels", "FacetConfiguration",
        "FacetLedger", "FacetTables", "Facet", "FacetConversation",
      ],
      resources: [.embedInCode("Sandbox/Worker")], swiftSettings: settings),
    .target(
      name: "FacetCluster",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetHTTP", "FacetModels", "FacetConfiguration",
        "FacetLedger", "Facet",
      ],
      swiftSettings: settings),
    .target(
      name: "FacetTraining",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetModels", "FacetConfiguration", "FacetScore", "Facet",
        "FacetReport", "FacetConversation", "FacetCSV",
      ],
      swiftSettings: settings),
    .target(
      name: "FacetTasks",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetModels", "FacetConfiguration", "FacetBox", "Facet",
        "FacetTraining",
      ],
      swiftSettings: settings),
    .target(
      name: "FacetAgents",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetModels", "FacetConfiguration", "FacetBox",
        "FacetTables", "Facet", "FacetConversation", "FacetTasks",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "FacetCommand",
      dependencies: [
        "FacetPlatform", "FacetJSON", "FacetHTTP", "FacetModels", "FacetConfiguration",
        "FacetScore", "FacetLedger", "FacetTables", "Facet", "FacetRehearsal", "FacetReport",
        "FacetConversation", "FacetCSV", "FacetCluster", "FacetTraining", "FacetBox",
        "FacetTasks", "FacetAgents",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .target(
      name: "TestSupport", dependencies: ["FacetPlatform"], path: "Tests/TestSupport",
      swiftSettings: settings),
  ]
    + [
      "FacetPlatform", "FacetJSON", "FacetHTTP", "FacetModels", "FacetConfiguration",
      "FacetTables",
    ].map {
      .testTarget(
        name: "\($0)Tests", dependencies: [.byName(name: $0), "TestSupport"],
        exclude: $0 == "FacetModels" ? ["Fixtures"] : [], swiftSettings: settings)
    }
    + [
      .testTarget(
        name: "FacetScoreTests",
        dependencies: [
          "FacetScore", "FacetBox", "FacetConfiguration", "FacetJSON", "FacetPlatform",
          "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetLedgerTests",
        dependencies: [
          "FacetLedger", "FacetPlatform", "TestSupport",
          .product(name: "GRDB", package: "GRDB.swift"),
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetTests",
        dependencies: [
          "Facet", "FacetRehearsal", "FacetHTTP", "FacetModels", "FacetConfiguration",
          "FacetLedger", "FacetJSON", "FacetPlatform", "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetRehearsalTests",
        dependencies: [
          "FacetRehearsal", "FacetHTTP", "FacetModels", "FacetJSON", "FacetPlatform",
          "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetReportTests",
        dependencies: ["FacetReport", "FacetJSON", "FacetPlatform", "TestSupport"],
        swiftSettings: settings),
      .testTarget(
        name: "FacetBoxTests",
        dependencies: ["FacetBox", "FacetJSON", "FacetPlatform", "TestSupport"],
        swiftSettings: settings),
      .testTarget(
        name: "FacetTasksTests",
        dependencies: [
          "FacetTasks", "FacetBox", "Facet", "FacetRehearsal", "FacetConfiguration", "FacetModels",
          "FacetJSON", "FacetPlatform", "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetAgentsTests",
        dependencies: [
          "FacetAgents", "FacetTasks", "FacetBox", "FacetConversation", "Facet",
          "FacetRehearsal", "FacetConfiguration", "FacetModels", "FacetJSON", "FacetPlatform",
          "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetCSVTests",
        dependencies: [
          "FacetCSV", "FacetConversation", "FacetTables", "FacetScore", "Facet", "FacetRehearsal",
          "FacetConfiguration",
          "FacetLedger", "FacetModels", "FacetJSON", "FacetPlatform", "TestSupport",
        ],
        exclude: ["Agreement/Fixtures"], swiftSettings: settings),
      .testTarget(
        name: "FacetClusterTests",
        dependencies: [
          "FacetCluster", "Facet", "FacetRehearsal", "FacetConfiguration", "FacetLedger",
          "FacetModels", "FacetJSON", "FacetPlatform", "TestSupport",
        ],
        exclude: ["Fixtures"], swiftSettings: settings),
      .testTarget(
        name: "FacetTrainingTests",
        dependencies: [
          "FacetTraining", "Facet", "FacetRehearsal", "FacetCSV", "FacetConfiguration",
          "FacetJSON", "FacetModels", "FacetPlatform", "TestSupport",
        ],
        swiftSettings: settings),
      .testTarget(
        name: "FacetCommandTests",
        dependencies: [
          "FacetCommand", "FacetCluster", "FacetCSV", "FacetTables", "FacetTraining",
          "FacetConfiguration", "FacetModels", "FacetJSON", "FacetPlatform", "TestSupport",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: settings),
      .testTarget(
        name: "DocumentationTests",
        dependencies: [
          "FacetCommand", "Facet", "FacetCluster", "FacetLedger", "FacetRehearsal",
          "FacetConfiguration", "FacetModels", "FacetJSON", "FacetPlatform", "TestSupport",
          .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        swiftSettings: settings),
    ]
)
