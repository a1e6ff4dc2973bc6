@testable import Sweep

/// Text on which no line has to break, and no column is left out.
let wideLayout = {
  var layout = TextLayout()
  layout.width = 1000
  return layout
}()
