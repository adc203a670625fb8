extension Draw {
  /// The draw of a cell's own step, which no other cell shares.
  package init(of cell: Cell) {
    self.init(
      sample: cell.sample.draw, perspective: cell.column.perspective.draw,
      completion: cell.column.completion)
  }
}
