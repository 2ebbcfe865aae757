import Evaluation

/// The figures that a run's rows suffice for, in the order of the page.
enum ReportFigures {
    static func all(_ record: RunRecord) -> [Figure] {
        let makers: [(RunRecord) -> Figure?] = [
            ThroughputFigure.make, LatencyFigures.percentiles, LatencyFigures.curve, BufferFigure.make,
            ConcurrencyFigure.make, KernelHeatMapFigure.make, RooflineFigure.make, AccuracyFigure.make,
            PrecisionRecallFigure.make, RunLengthFigure.make, DelayFigure.make, CalibrationFigure.make,
            TimelineFigure.make,
        ]
        return makers.compactMap { $0(record) }
    }
}
