extension Style.Marker {
  /// The outline around a place, in relative commands, about five pixels wide.
  var outline: String {
    switch self {
    case .circle: "m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z"
    case .square: "m-2.2-2.2h4.4v4.4h-4.4z"
    case .triangle: "m0-3.1l3 5.2h-6z"
    case .diamond: "m0-3.2l3.2 3.2l-3.2 3.2l-3.2-3.2z"
    case .wedge: "m0 3.1l3-5.2h-6z"
    case .cross:
      "m-2.4-3.4l2.4 2.4 2.4-2.4 1 1-2.4 2.4 2.4 2.4-1 1-2.4-2.4-2.4 2.4-1-1 2.4-2.4-2.4-2.4z"
    case .plus: "m-.8-3.2h1.6v2.4h2.4v1.6h-2.4v2.4h-1.6v-2.4h-2.4v-1.6h2.4z"
    }
  }
}
