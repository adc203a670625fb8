internal import FacetCluster
internal import FacetReport
internal import FacetTraining

/// An error that says whether other arguments or files would help; if not, the machine or a program
/// failed.
protocol CorrectableError: Error {
  var isMistake: Bool { get }
}

extension ClusterError: CorrectableError {}
extension ReportError: CorrectableError {}
extension TrainingError: CorrectableError {}
