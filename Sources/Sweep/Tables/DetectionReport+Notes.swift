extension DetectionReport {
  /// What a reader must know to quote the report.
  var notes: String {
    """
    delayed: generalized later than memorized. no delay: generalized as soon, or with accuracies that
    move together; what comes before cannot be told from learning there. Controls did not generalize by
    their budget; some might have later.
    lead: generalization step less the detector's, both known to an interval between two looks. before,
    after: certain; tied: the looks do not tell; never: not seen to fire; no base: no baseline, or not
    measured; by mem: fired by the memorization step, so that it waits for something else. median lead:
    between these two; [95 %] from order statistics of the ends (from 6 trials). sign p: exact two-sided
    sign test without ties, never as after; against: more often not before. It takes trials for
    independent; those of one seed in several cells are less than that.
    share: Wilson's 95 % interval. by step: alarms up to the median generalization step of delayed
    trials, of controls that came so far: a control that is trained longer has more chances to fire.
    AUROC: chance that the number lies further on the detector's side in a trial that generalizes later
    than in a control, before either has (Newcombe's interval). Over all cells it compares cells too:
    what tells decay from no decay is not a sign of generalization; look at cells with both. In the
    first table it is that at the memorization step; --details has the others, and each cell.
    agreement: Kendall's tau_b of the steps at which two detectors fire, over delayed trials in which
    both do; pairs with fewer than two such trials are left out.
    \(detections.sweep.milestoneNotes.map { $0 + "\n" }.joined())
    """
  }
}
