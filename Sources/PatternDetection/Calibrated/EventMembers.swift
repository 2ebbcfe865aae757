import StreamCore

/// Which vectors carry an event, as far as single vectors can tell.
enum EventMembers {
    /// The places of the carriers among the vectors since the onset.
    static func places(
        _ type: PatternType, _ judged: JudgedVectors, _ vectors: [Float], reference: DomainReference
    ) -> [Int] {
        let all = Array(0..<judged.count)
        switch type {
        case .coherenceBreak: return all.filter { judged.p[$0] < 0.25 }
        case .consolidation: return all.filter { judged.p[$0] > 0.75 }
        case .emergingCluster, .bridgeFormation: return gathered(judged, vectors, reference)
        case .dissolvingCluster: return all.filter { judged.p[$0] < CalibrationConstants.scatteredLevel }
        case .temporalShift, .anomalousNode, .cascade: return all
        }
    }

    /// The other domain that the carriers lean to most.
    static func partner(
        _ carriers: [Int], _ judged: JudgedVectors, reference: DomainReference
    ) -> Int? {
        let foreign = reference.geometry.foreignCount
        guard foreign > 0 else { return nil }
        var sums = [Double](repeating: 0, count: foreign)
        for i in carriers.isEmpty ? Array(0..<judged.count) : carriers {
            for h in 0..<foreign { sums[h] += judged.foreign[i * foreign + h] }
        }
        let best = sums.indices.max { sums[$0] < sums[$1] } ?? 0
        return reference.geometry.foreign[best].domain
    }

    /// The centre of a cluster that the reference does not know, if the vectors show one: the mean of the novel
    /// ones that are linked, if there are enough and their residuals point one way.
    static func newCentre(_ vectors: [Float], reference: DomainReference) -> [Float]? {
        typealias Constants = CalibrationConstants
        let dimension = reference.geometry.dimension
        let judged = vectors.withUnsafeBufferPointer {
            reference.judge($0.baseAddress!, count: vectors.count / dimension)
        }
        let members = linked(judged, vectors, reference)
        guard members.count >= Constants.newClusterVectors else { return nil }
        var centre = [Float](repeating: 0, count: dimension)
        var resultant = centre
        var residual = centre
        vectors.withUnsafeBufferPointer { all in
            residual.withUnsafeMutableBufferPointer { residual in
                for i in members {
                    _ = judged.table.residual(
                        i, of: all.baseAddress!, in: reference.geometry, into: residual.baseAddress!)
                    for j in 0..<dimension {
                        centre[j] += all[i * dimension + j]
                        resultant[j] += residual[j]
                    }
                }
            }
        }
        let length = centre.withUnsafeMutableBufferPointer {
            VectorKernels.normalise($0.baseAddress!, count: dimension)
        }
        let alike =
            resultant.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() / Double(members.count)
        return length > 0 && alike >= Constants.newClusterResultant ? centre : nil
    }

    /// The vectors nearer to the new cluster than to any known one. The cluster forms around the novel vectors
    /// that are near another novel one, and is drawn once more from all that it attracts, since many of its
    /// vectors are not far enough from the known clusters to be novel.
    private static func gathered(
        _ judged: JudgedVectors, _ vectors: [Float], _ reference: DomainReference
    ) -> [Int] {
        let dimension = reference.geometry.dimension
        var members = linked(judged, vectors, reference)
        for _ in 0..<2 where !members.isEmpty {
            var centre = [Float](repeating: 0, count: dimension)
            var next: [Int] = []
            vectors.withUnsafeBufferPointer { all in
                centre.withUnsafeMutableBufferPointer { centre in
                    for i in members {
                        VectorKernels.accumulate(
                            all.baseAddress! + i * dimension, scale: 1, into: centre.baseAddress!,
                            count: dimension)
                    }
                    VectorKernels.normalise(centre.baseAddress!, count: dimension)
                    next = (0..<judged.count).filter {
                        let cosine = VectorKernels.dot(
                            all.baseAddress! + $0 * dimension, centre.baseAddress!, dimension)
                        return Double(cosine) > judged.table.s[$0]
                    }
                }
            }
            guard !next.isEmpty else { break }
            members = next
        }
        return members
    }

    /// The novel vectors near another novel one.
    private static func linked(
        _ judged: JudgedVectors, _ vectors: [Float], _ reference: DomainReference
    ) -> [Int] {
        var memory = NovelMemory(reference: reference)
        return vectors.withUnsafeBufferPointer {
            memory.process($0.baseAddress!, judged, reference.geometry)
        }
    }
}
