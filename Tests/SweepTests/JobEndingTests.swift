import Foundation
import Testing

@testable import Sweep

@Suite("How a job is ended")
struct JobEndingTests {
  /// The signals of some seconds, with the second in which each is sent.
  private func play(
    seconds: Int, requests: (Int) -> Int = { _ in 0 },
    note: (Int) -> RankZeroNote.State = { .alive($0) }
  ) -> [String] {
    var ending = JobEnding(at: 0)
    return (0...seconds).flatMap { second in
      ending.signals(requests: requests(second), note: note(second), at: Double(second)).map {
        "\(second) \([SIGUSR1: "USR1", SIGTERM: "TERM", SIGKILL: "KILL"][$0] ?? "?")"
      }
    }
  }

  @Test("a job that goes on is left alone")
  func goesOn() {
    #expect(play(seconds: 10_000).isEmpty)
    #expect(play(seconds: 599, note: { _ in .nothing }).isEmpty)
    #expect(play(seconds: 10_000, note: { .alive($0 / 100) }).isEmpty)
  }

  @Test("a launcher that does not end after its rank 0 is ended by two SIGTERM, then killed")
  func goodbye() {
    #expect(
      play(seconds: 99, note: { $0 < 20 ? .alive($0) : .ended(0) })
        == ["30 TERM", "31 TERM", "40 KILL"])
  }

  @Test("so is one that does not come to start its ranks")
  func neverBegun() {
    #expect(play(seconds: 999, note: { _ in .nothing }) == ["600 TERM", "601 TERM", "610 KILL"])
    #expect(play(seconds: 999, note: { $0 < 599 ? .nothing : .alive($0) }).isEmpty)
  }

  @Test("so is one whose rank 0 gives no sign of life for three minutes")
  func silent() {
    #expect(
      play(seconds: 999, note: { .alive(min($0, 20)) }) == ["200 TERM", "201 TERM", "210 KILL"])
  }

  @Test("the first signal drains, the second ends, the third kills")
  func requests() {
    #expect(play(seconds: 99, requests: { $0 < 3 ? 0 : 1 }) == ["3 USR1"])
    #expect(
      play(seconds: 99, requests: { $0 < 3 ? 0 : $0 < 9 ? 1 : 2 })
        == ["3 USR1", "9 TERM", "10 TERM", "19 KILL"])
    #expect(
      play(seconds: 99, requests: { $0 < 3 ? 0 : $0 < 9 ? 1 : $0 < 10 ? 2 : 3 })
        == ["3 USR1", "9 TERM", "10 KILL"])
    #expect(play(seconds: 99, requests: { _ in 3 }) == ["0 KILL"])
  }

  @Test("a job is drained only once it has begun, because a signal would end it before")
  func early() {
    #expect(
      play(seconds: 99, requests: { _ in 1 }, note: { $0 < 4 ? .nothing : .alive($0) })
        == ["4 USR1"])
    #expect(play(seconds: 99, requests: { _ in 1 }, note: { _ in .nothing }) == ["6 USR1"])
  }

  @Test("a new note does away with what a killed launch has left")
  func leftNote() throws {
    try withDirectory { directory in
      let old = try RankZeroNote(store: directory)
      let new = try RankZeroNote(store: directory)
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 1)
      #expect(FileManager.default.fileExists(atPath: new.path))
      #expect(old.path != new.path)
    }
  }

  @Test("a launcher that waits is ended, and no other process that has got its number")
  func launcherProcess() throws {
    // Only SIGKILL ends it.
    let child = try ChildProcess(["perl", "-e", "$SIG{TERM} = 'IGNORE'; sleep 600"])
    let status = try #require(ProcessStatus(child.id))
    #expect(status.parent == getpid())
    #expect(["env", "perl"].contains(status.name))
    let fast = LoopClock(
      now: { 50 * LoopClock.system.now() }, date: LoopClock.system.date,
      sleep: { LoopClock.system.sleep($0 / 50) })
    LauncherProcess(id: child.id, start: status.start + 1).endIfItStays(clock: fast)
    #expect(ProcessStatus(child.id)?.hasEnded == false)
    LauncherProcess(id: child.id, start: status.start).endIfItStays(clock: fast)
    #expect(child.wait(atMost: 10) == 128 + SIGKILL)
  }

  @Test("an mpirun is known by its name")
  func launcherName() throws {
    try withDirectory { directory in
      for (name, isLauncher) in [("mpirun", true), ("prterun", true), ("mpi run)", false)] {
        let path = directory + "/" + name
        try Data("#!/bin/bash\nread -t 60 < <(sleep 60)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        let child = try ChildProcess([path])
        defer { _ = child.wait(atMost: 0) }
        // env(1) becomes the script a moment later.
        let deadline = Date(timeIntervalSinceNow: 20)
        while ProcessStatus(child.id)?.name != name, Date() < deadline { usleep(10_000) }
        #expect(ProcessStatus(child.id)?.name == name)
        #expect((LauncherProcess(process: child.id) != nil) == isLauncher)
      }
    }
  }

  @Test("a note says what was written last, in the bytes that it has")
  func note() throws {
    try withDirectory { directory in
      let note = try RankZeroNote(store: directory)
      #expect(note.state == .nothing)
      let size = try #require(FileManager.default.contents(atPath: note.path)).count
      for state in [RankZeroNote.State.alive(0), .alive(1 << 40), .ended(0), .ended(255)] {
        note.write(state)
        #expect(RankZeroNote(path: note.path).state == state)
        #expect(FileManager.default.contents(atPath: note.path)?.count == size)
      }
      let keeper = RankZeroNoteKeeper(note)
      keeper.end(75)
      keeper.end(0)
      Thread.sleep(forTimeInterval: 0.1)
      #expect(note.state == .ended(75))
      note.remove()
      #expect(note.state == .nothing)
      note.write(.ended(1))
      #expect(note.state == .nothing)
    }
  }
}
