@main struct FacetMain { static func main() {} }
