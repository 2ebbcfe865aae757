import Foundation

extension RunDifference {
    /// In what two runs' plans differ, setting by setting; empty where their digests are equal or a plan is
    /// not known.
    static func between(_ baseline: RunComparison.Side, _ candidate: RunComparison.Side) -> [RunDifference] {
        guard let first = baseline.plan, let second = candidate.plan,
            first.configuration != second.configuration
        else { return [] }
        let (left, right) = (PlanFields(first), PlanFields(second))
        var differences: [RunDifference] = []
        for name in left.names + right.names.filter({ !left.names.contains($0) }) {
            let (theirs, ours) = (left.values[name] ?? "unset", right.values[name] ?? "unset")
            guard theirs != ours else { continue }
            differences.append(
                RunDifference(
                    place: .plan, field: name, baseline: theirs, candidate: ours, isBlocking: true))
        }
        if differences.isEmpty {
            differences.append(
                RunDifference(
                    place: .plan, field: "scenario content",
                    baseline: "digest \(first.configuration.prefix(8))",
                    candidate: "digest \(second.configuration.prefix(8))", isBlocking: true))
        }
        return differences
    }
}

/// A plan as names and values: for every setting of an experiment, the values that its cells have.
private struct PlanFields {
    private(set) var names: [String] = []
    private(set) var values: [String: String] = [:]

    init(_ plan: RunPlan) {
        add("suite", plan.suite)
        add("seed", "\(plan.seed)")
        for (index, item) in plan.experiments.enumerated() {
            let experiment = "\(item.kind) (experiment \(index + 1))"
            for (key, value) in item.settings.sorted(by: { $0.key < $1.key }) {
                add("\(experiment) \(key)", value)
            }
            for (key, values) in Self.cellValues(item) { add("\(experiment) \(key)", Self.list(values)) }
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        if values[name] == nil { names.append(name) }
        values[name] = value
    }

    /// The values of each setting over an experiment's cells, the place in the order left out.
    private static func cellValues(_ item: RunPlan.Item) -> [(key: String, values: Set<String>)] {
        var bare = item
        bare.cells = item.cells.withoutPaths
        guard let data = try? RunJSON.encoder(pretty: false).encode(bare),
            let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let cells = object["cells"] as? [[String: Any]]
        else { return [] }
        var values: [String: Set<String>] = [:]
        for cell in cells {
            for (key, value) in flat(cell) where key != "order" && key != "scenario.path" {
                values[key, default: []].insert(value)
            }
        }
        return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func flat(_ object: [String: Any], prefix: String = "") -> [(String, String)] {
        object.flatMap { key, value -> [(String, String)] in
            // Engine settings are known by their own names.
            let name = prefix.isEmpty ? (key == "settings" ? "" : key) : "\(prefix).\(key)"
            if let inner = value as? [String: Any] { return flat(inner, prefix: name) }
            return [(name, "\(value)")]
        }
    }

    /// Values in order; a long list by its ends.
    private static func list(_ values: Set<String>) -> String {
        let sorted = values.sorted { left, right in
            if let first = Double(left), let second = Double(right) { return first < second }
            return left < right
        }
        guard sorted.count > 6, let first = sorted.first, let last = sorted.last else {
            return sorted.joined(separator: ", ")
        }
        return "\(first) … \(last) (\(sorted.count) values)"
    }
}
