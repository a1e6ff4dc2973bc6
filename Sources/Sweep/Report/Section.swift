/// A part of a page with a heading.
struct Section: Fragment {
  /// The heading.
  let title: String
  /// What stands below it, as HTML.
  let body: String

  /// The place that a link goes to.
  let place: String

  /// A section.
  init(_ title: String, place: String, _ body: some Fragment) {
    (self.title, self.place, self.body) = (title, place, body.html)
  }

  static let template = Template(
    """
    <section id="{{place}}" aria-labelledby="{{place}}-title">
    <h2 id="{{place}}-title">{{title}}</h2>
    {{{body}}}
    </section>

    """)
}
