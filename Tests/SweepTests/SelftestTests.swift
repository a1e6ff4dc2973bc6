import Testing

@testable import Sweep

@Suite("What the self-test concludes")
struct SelftestTests {
  private func places(_ cores: [Set<Int>], hostCores: Int, host: String = "a") -> [RankPlace] {
    cores.enumerated().map {
      RankPlace(rank: $0.offset, host: host, cores: $0.element, hostCores: hostCores)
    }
  }

  @Test("ranks bound to one core starve if there are others")
  func oneCore() {
    let all = places([[0], [0], [1], [2]], hostCores: 4)
    #expect(RankPlace.starved(all).map(\.rank) == [0, 1])
    #expect(RankPlace.starved(places([[0], [1], [2], [3]], hostCores: 4)).isEmpty)
  }

  @Test("ranks that are not bound never starve, however many there are", arguments: 1...9)
  func unbound(ranks: Int) {
    #expect(
      RankPlace.starved(
        places(Array(repeating: [0, 1, 2, 3], count: ranks), hostCores: 4)
      ).isEmpty)
  }

  @Test("three ranks on a socket of two cores starve beside an idle socket")
  func socket() {
    let three = places([[0, 1], [0], [1]], hostCores: 4)
    #expect(RankPlace.starved(three).map(\.rank) == [0, 1, 2])
    #expect(RankPlace.starved(places([[0, 1], [0], [1]], hostCores: 2)).isEmpty)
  }

  @Test("cores of the same number on two hosts are two cores")
  func hosts() {
    let all = places([[0]], hostCores: 4) + places([[0]], hostCores: 4, host: "b")
    #expect(RankPlace.starved(all).isEmpty)
  }

  @Test("where cores are not known, nothing is said")
  func unknown() {
    #expect(RankPlace.starved(places([[], []], hostCores: 4)).isEmpty)
  }

  @Test("a place is read back from its line")
  func line() {
    let place = RankPlace(rank: 3, host: "node7.cluster", cores: [0, 1, 2, 8], hostCores: 16)
    #expect(place.line == "rank 3 on node7.cluster has cores 0,1,2,8 of 16")
    #expect(RankPlace(line: place.line) == place)
    #expect(RankPlace(line: "60 trials, 4 workers: 60 ended once, 0 altered") == nil)
  }

  @Test("lists of cores")
  func lists() {
    #expect(coreList("0-2,8") == [0, 1, 2, 8])
    #expect(coreList("") == [])
    for text in ["a", "3-1", "1-2-3", "-1"] { #expect(coreList(text) == nil) }
  }

  private let mounts = """
    22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
    30 22 0:30 / /home rw,relatime - nfs4 server:/home rw,vers=4.2,local_lock=none
    31 22 0:31 / /scratch rw - lustre mds:/fs rw,flock
    32 22 0:32 / /old rw shared:9 - nfs server:/old rw,vers=3,nolock
    33 22 0:33 / /with\\040space rw - beegfs beegfs_nodev rw
    34 22 0:34 / /scratch/quick rw - lustre mds:/fs rw,localflock
    """

  @Test(
    "a path is on the file system of its nearest mount",
    arguments: [
      ("/", "ext4"), ("/homestead/me", "ext4"), ("/home", "nfs4"), ("/home/me/x", "nfs4"),
      ("/scratch/me", "lustre"), ("/with space/x", "beegfs"),
    ])
  func mount(path: String, kind: String) throws {
    #expect(try #require(FileSystem(of: path, mounts: mounts)).kind == kind)
  }

  @Test("locks that stay on one machine are found by the mount's options")
  func locks() throws {
    for (path, isDefect) in [
      ("/home", false), ("/old", true), ("/scratch", false), ("/scratch/quick", true), ("/", false),
    ] {
      let system = try #require(FileSystem(of: path, mounts: mounts))
      #expect((system.lockDefect != nil) == isDefect, "\(path)")
    }
    #expect(FileSystem(kind: "nfs4", options: ["local_lock=flock"]).lockDefect != nil)
    #expect(FileSystem(kind: "nfs4").caution != nil)
    #expect(FileSystem(kind: "ext4").caution == nil)
    #expect(FileSystem(of: "/x", mounts: "") == nil)
  }
}
