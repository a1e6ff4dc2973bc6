/// The examples that a command's help ends with, all in one style.
enum CommandExamples {
  static let run = text([
    ("groksweep run experiments/quickstart.yaml --store results/quickstart", "on all cores"),
    (
      "groksweep run experiments/quickstart.yaml --store results/quickstart --workers 4",
      "on four; goes on where the last run ended"
    ),
  ])
  static let launch = text([
    ("groksweep launch experiments/quickstart.yaml --store results/quickstart", "on all cores"),
    (
      "groksweep launch -n 64 --hosts node1,node2 sweep.yaml --store results/sweep",
      "64 ranks on two machines"
    ),
    ("groksweep launch --print sweep.yaml --store results/sweep", "the command alone"),
  ])
  static let submit = text([
    (
      "groksweep submit sweep.yaml --store results/sweep --nodes 4 --time 12:00:00 --sbatch",
      "to Slurm"
    ),
    (
      "groksweep submit sweep.yaml --store results/sweep --nodes 4 --pbs --print",
      "a script for qsub"
    ),
  ])
  static let plan = text([
    ("groksweep plan sweep.yaml --ranks 64", "how long 64 ranks take"),
    ("groksweep plan sweep.yaml --hours 8", "how many ranks end within 8 hours"),
  ])
  static let selftest = text([
    ("groksweep selftest", "what this machine has"),
    ("groksweep selftest -n 8 --hosts node1,node2 --kill", "and what a lost rank does"),
  ])
  static let status = text([
    ("groksweep status results/quickstart", "also while it runs"),
    ("groksweep status results/quickstart --watch", "until no trial is missing"),
    ("groksweep status results/quickstart --check", "for scripts: the exit code tells"),
  ])
  static let table = text([
    ("groksweep table results/quickstart", "a row a cell"),
    ("groksweep table results/quickstart --survival", "and what censored trials say"),
    (
      "groksweep table results/quickstart --where optimizer.weight_decay>=1 --format csv",
      "some cells, for programs"
    ),
    ("groksweep table --csv trials.csv", "other people's trials"),
  ])
  static let fit = text([
    ("groksweep fit results/quickstart", "laws and verdicts"),
    ("groksweep fit results/quickstart --details", "all that they rest on"),
    ("groksweep fit results/quickstart --where train_fraction=0.6", "of some cells"),
  ])
  static let detect = text([
    ("groksweep detect results/precursors", "what moves before test accuracy does"),
    ("groksweep detect results/precursors --events --format csv", "a row a trial and detector"),
  ])
  static let export = text([
    ("groksweep export results/quickstart --what trials > trials.csv", "a row a trial"),
    ("groksweep export results/precursors --what measures --wide", "a row a measured step"),
  ])
  static let clocks = text([
    ("groksweep clocks results/progress-measures", "a row a cell and clock")
  ])
  static let figures = text([
    ("groksweep figures results/quickstart --out figures", "SVG, CSV and a script each"),
    ("groksweep figures --csv trials.csv --out figures", "of other people's trials"),
  ])
  static let report = text([("groksweep report results/quickstart", "writes report.html there")])
  static let show = text([
    ("groksweep show results/quickstart 2", "the cell in the second row of the table"),
    ("groksweep show results/quickstart 2,seed=0", "one trial's curves"),
  ])
  static let diff = text([
    ("groksweep diff results/before results/after", "what changed, cell by cell")
  ])
  static let list = text([("groksweep list results", "a line for each store within")])
  static let note = text([
    ("groksweep note results/quickstart too-few-seeds", "keeps a remark"),
    ("groksweep note results/quickstart", "prints them"),
  ])
  static let methods = text([("groksweep methods results/quickstart", "a paragraph")])
  static let why = text([
    ("groksweep why results/quickstart 2", "the cell in the second row of the table"),
    ("groksweep why results/quickstart optimizer.weight_decay=1,seed=3", "one trial"),
  ])
  static let merge = text([
    ("groksweep merge results/a results/b --into results/both", "two stores of one experiment")
  ])
  static let bundle = text([
    ("groksweep bundle results/quickstart --out quickstart.zip", "everything in one file")
  ])
  static let verify = text([
    ("groksweep verify results/quickstart --fraction 0.1", "trains a tenth again, and compares")
  ])
  static let bench = text([
    ("groksweep bench", "steps a second"),
    ("groksweep bench --measures --format json", "what measures cost, for programs"),
  ])

  /// Each line, and below it what it does.
  private static func text(_ examples: [(line: String, meaning: String)]) -> String {
    "\n\nExamples:\n" + examples.map { "  \($0.line)\n      \($0.meaning)\n" }.joined()
  }
}
