@testable import FacetCluster
