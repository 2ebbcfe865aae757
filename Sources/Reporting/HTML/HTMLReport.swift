import Evaluation

/// `report.html`: a run on one page that needs nothing else.
enum HTMLReport {
    /// The page.
    ///
    /// - Parameters:
    ///   - drawings: The figures, drawn or not.
    ///   - files: The files of the run's folder, for the list at the end.
    static func render(_ record: RunRecord, drawings: [Drawing], files: [String]) -> String {
        let sections = ReportSection.all(record)
        let shown = sections.filter { has($0, drawings) }
        let title = "Faultline: \(record.suite)"
        var page = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(HTML.escape(title))</title>
            <style>
            \(Stylesheet.text)
            </style>
            </head>
            <body>
            <a class="skip" href="#summary">To the summary</a>
            <div class="page">

            """
        page += header(record)
        if let incomplete = Verdict.incomplete(record) {
            page += "<div class=\"banner\" role=\"alert\"><strong>This run is not complete.</strong> "
            page += "\(HTML.escape(incomplete))</div>\n"
        }
        page += contents(shown)
        page += "<main>\n" + summary(record, absent: sections.filter { !has($0, drawings) })
        for section in shown { page += html(section, drawings) }
        page += environment(record.environment)
        page += fileList(files) + "</main>\n"
        page += "<footer>Made by faultline from the run’s rows; "
        page += "\(HTML.link("summary.json")) has them for programs.</footer>\n"
        page += "</div>\n<script>\n\(PageScript.text)\n</script>\n</body>\n</html>\n"
        return page
    }

    private static func has(_ section: ReportSection, _ drawings: [Drawing]) -> Bool {
        drawings.contains { section.figures.contains($0.figure.name) }
            || section.tables.contains { !$0.table.rows.isEmpty }
    }

    private static func header(_ record: RunRecord) -> String {
        let environment = record.environment
        var build = "\(environment.buildConfiguration) build"
        if let commit = environment.gitCommit {
            build += " of \(commit.prefix(12))"
            if environment.gitModified == true { build += " with changes" }
        }
        let facts = [
            Self.time(environment.started), Format.seconds(record.elapsedS),
            "\(environment.cpu), \(environment.isa), \(environment.cores) "
                + "core\(environment.cores == 1 ? "" : "s")", build,
        ]
        return """
            <header>
            <p class="eyebrow">Faultline benchmark report</p>
            <h1>\(HTML.escape(record.suite))</h1>
            <p class="lede">\(HTML.escape(facts.joined(separator: " · ")))</p>
            </header>

            """
    }

    /// `2024-01-01T09:30:00Z` as `2024-01-01 09:30 UTC`; anything else as it is.
    private static func time(_ text: String) -> String {
        guard text.count == 20, text.hasSuffix("Z") else { return text }
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5) + " UTC"
    }

    private static func contents(_ sections: [ReportSection]) -> String {
        let entries =
            [("summary", "Summary")] + sections.map { ($0.id, $0.title) }
            + [("environment", "Environment"), ("files", "Files")]
        return "<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n"
            + entries.map { "<li><a href=\"#\($0.0)\">\(HTML.escape($0.1))</a></li>\n" }.joined()
            + "</ol>\n</nav>\n"
    }

    private static func summary(_ record: RunRecord, absent: [ReportSection]) -> String {
        var text = "<section id=\"summary\">\n<h2>Summary</h2>\n"
        text += "<p class=\"verdict\">\(HTML.escape(Verdict(record).sentence))</p>\n"
        let figures = KeyFigures(record: record).all
        if !figures.isEmpty {
            text += "<ul class=\"cards\">\n"
            for figure in figures {
                text += "<li><span class=\"label\">\(HTML.escape(figure.label))</span>"
                text += "<span class=\"value\">\(HTML.escape(figure.value))"
                if !figure.unit.isEmpty { text += "<small>\(HTML.escape(figure.unit))</small>" }
                text += "</span><span class=\"spread\">\(HTML.escape(figure.spread))</span>"
                text += "<p class=\"meaning\">\(HTML.escape(figure.meaning))</p></li>\n"
            }
            text += "</ul>\n"
        }
        let reasons = Verdict(record).reasons
        if !reasons.isEmpty {
            text += notes("Cells that are not to be trusted", reasons, warn: true)
        }
        if !record.notes.isEmpty { text += notes("Notes", record.notes, warn: false) }
        let hints = absent.filter { $0.absent != nil }
        if !hints.isEmpty {
            text +=
                "<details><summary>Not part of this run, and how to get it</summary>\n<ul class=\"absent\">\n"
            for section in hints {
                text +=
                    "<li>\(HTML.escape(section.title)): <code>\(HTML.escape(section.absent ?? ""))</code></li>\n"
            }
            text += "</ul></details>\n"
        }
        return text + "</section>\n"
    }

    private static func notes(_ title: String, _ lines: [String], warn: Bool) -> String {
        "<div class=\"notes\(warn ? " warn" : "")\"><h3>\(HTML.escape(title))</h3>\n<ul>\n"
            + lines.map { "<li>\(HTML.escape($0))</li>\n" }.joined() + "</ul></div>\n"
    }

    private static func html(_ section: ReportSection, _ drawings: [Drawing]) -> String {
        var text = "<section id=\"\(section.id)\">\n<h2>\(HTML.escape(section.title))</h2>\n"
        text += "<p class=\"lead\">\(HTML.escape(section.lead))</p>\n"
        let own = section.figures.compactMap { name in drawings.first { $0.figure.name == name } }
        for drawing in own { text += figure(drawing) }
        let tables = section.tables.filter { !$0.table.rows.isEmpty }
        for (name, table) in tables {
            let body = table.html(name)
            let count = table.rows.count
            if own.isEmpty && count <= 16 {
                text += body
            } else {
                text += "<details><summary>\(HTML.escape(name)): \(count) row\(count == 1 ? "" : "s")"
                text += "</summary>\n\(body)</details>\n"
            }
        }
        if own.isEmpty && !tables.isEmpty && !section.sources.isEmpty {
            text +=
                "<p class=\"data\">Data: \(section.sources.map { HTML.link($0) }.joined(separator: ", "))</p>\n"
        }
        return text + "</section>\n"
    }

    private static func figure(_ drawing: Drawing) -> String {
        let figure = drawing.figure
        let label = "\(figure.title). \(figure.reading)"
        var text = "<figure id=\"figure-\(figure.name)\">\n<h3>\(HTML.escape(figure.title))</h3>\n"
        text += "<p class=\"reading\">\(HTML.escape(figure.reading))</p>\n"
        var links = figure.sources.map { HTML.link($0) }
        switch drawing.result {
        case .success(let drawn):
            text += "<div class=\"plot\">\n"
            text += SVGDrawing.inline(drawn.wide, prefix: figure.name, label: label, class: "wide") + "\n"
            text +=
                SVGDrawing.inline(drawn.narrow, prefix: figure.name + "-n", label: label, class: "narrow")
                + "\n</div>\n"
            links.append(HTML.link(figure.drawingName, "drawing"))
        case .failure(let failure):
            text += "<p class=\"missing\" role=\"note\">Not drawn: \(HTML.escape(failure.reason)). "
            text += "In this folder, <code>gnuplot \(HTML.escape(figure.scriptName))</code> draws it.</p>\n"
        }
        links.append(HTML.link(figure.scriptName, "gnuplot script"))
        text += "<figcaption><p>\(HTML.escape(figure.caption))</p>"
        text += "<p>Data: \(links.joined(separator: " · "))</p></figcaption>\n</figure>\n"
        return text
    }

    private static func environment(_ environment: Environment) -> String {
        "<section id=\"environment\">\n<h2>Environment</h2>\n"
            + "<p class=\"lead\">What these figures hold for. \(HTML.link("environment.json")) has it for "
            + "programs, \(HTML.link("plan.json")) what was run.</p>\n<dl class=\"facts\">\n"
            + EnvironmentFacts.all(environment).map {
                "<dt>\(HTML.escape($0.0))</dt><dd>\(HTML.escape($0.1))</dd>\n"
            }.joined() + "</dl>\n</section>\n"
    }

    private static func fileList(_ files: [String]) -> String {
        let shown = files.filter { !$0.hasPrefix("figures/") }
        return "<section id=\"files\">\n<h2>Files</h2>\n<dl class=\"facts\">\n"
            + shown.map { "<dt>\(HTML.link($0))</dt><dd>\(HTML.escape(FilePurpose.of($0)))</dd>\n" }.joined()
            + (shown.count < files.count
                ? "<dt>figures/</dt><dd>each figure’s data, gnuplot script and drawing</dd>\n" : "")
            + "</dl>\n</section>\n"
    }
}
