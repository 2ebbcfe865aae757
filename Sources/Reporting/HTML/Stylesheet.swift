/// How the page looks: light and dark, wide and narrow, on a screen and on paper.
enum Stylesheet {
    static var text: String {
        """
        :root{color-scheme:light dark;\(FigureColour.declarations(dark: false));--ground:#f6f5f1;\
        --rule:#e2dfd7;--soft:#f1efe9;--link:#00609a;--warn:#fdf3e7;--warnrule:#d55e00}
        @media (prefers-color-scheme:dark){:root{\(FigureColour.declarations(dark: true));--ground:#0f1216;\
        --rule:#2b3139;--soft:#1e242b;--link:#7cc4f0;--warn:#2b2118;--warnrule:#f0904a}}
        \(base)
        @media print{:root{\(FigureColour.declarations(dark: false));--ground:#fff;--rule:#d8d5cd;\
        --soft:#f4f3ef;--link:#1d2127;--warn:#fff;--warnrule:#d55e00}
        \(print)}
        """
    }

    private static let base = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:1rem}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,\
        "Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;\
        font-variant-numeric:tabular-nums}
        a{color:var(--link);text-underline-offset:.15em;text-decoration-thickness:1px}
        :focus-visible{outline:2px solid var(--blue);outline-offset:2px;border-radius:3px}
        code{font:.88em/1.4 ui-monospace,SFMono-Regular,Menlo,"Liberation Mono",monospace;\
        background:var(--soft);padding:.1em .35em;border-radius:4px;overflow-wrap:anywhere}
        .skip{position:absolute;left:-9999px}
        .skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;z-index:2}
        .page{max-width:1180px;margin:0 auto;padding:0 28px;display:grid;\
        grid-template-columns:184px minmax(0,1fr);column-gap:56px}
        header{grid-column:1/-1;padding:56px 0 30px;border-bottom:1px solid var(--rule);margin-bottom:40px}
        .eyebrow{margin:0 0 10px;font-size:13px;letter-spacing:.09em;text-transform:uppercase;\
        color:var(--muted);font-weight:600}
        h1{margin:0 0 12px;font-size:44px;line-height:1.08;letter-spacing:-.022em;font-weight:680;\
        overflow-wrap:anywhere}
        .lede{margin:0;max-width:68ch;color:var(--muted)}
        nav{position:sticky;top:28px;align-self:start;max-height:calc(100vh - 56px);overflow-y:auto;\
        font-size:14px;line-height:1.35}
        nav h2{margin:0 0 10px;font-size:13px;letter-spacing:.09em;text-transform:uppercase;\
        color:var(--muted);font-weight:600}
        nav ol{list-style:none;margin:0;padding:0;border-left:1px solid var(--rule)}
        nav a{display:block;padding:5px 0 5px 14px;margin-left:-1px;border-left:2px solid transparent;\
        color:var(--muted);text-decoration:none}
        nav a:hover{color:var(--ink);border-left-color:var(--blue)}
        main{padding-bottom:64px}
        section{margin:0 0 64px}
        section>h2{margin:0 0 6px;font-size:26px;line-height:1.2;letter-spacing:-.012em;font-weight:660}
        section>p{max-width:68ch}
        .lead{margin:0 0 22px;color:var(--muted)}
        .data{margin:-8px 0 0;font-size:13.5px;color:var(--muted)}
        h3{margin:0 0 4px;font-size:17px;line-height:1.3;font-weight:640}
        .cards{list-style:none;margin:20px 0 0;padding:0;display:grid;gap:14px;\
        grid-template-columns:repeat(auto-fill,minmax(232px,1fr))}
        .cards li{background:var(--paper);border:1px solid var(--rule);border-radius:10px;\
        padding:16px 18px 15px;display:flex;flex-direction:column}
        .cards .label{font-size:13.5px;line-height:1.35;color:var(--muted);font-weight:560;min-height:2.7em}
        .cards .value{font-size:31px;line-height:1.15;letter-spacing:-.02em;font-weight:660;margin:6px 0 1px}
        .cards .value small{font-size:14px;letter-spacing:0;font-weight:500;color:var(--muted);margin-left:.3em}
        .cards .spread{font-size:13.5px;color:var(--muted)}
        .cards .meaning{margin:9px 0 0;padding-top:9px;border-top:1px solid var(--rule);font-size:13.5px;\
        line-height:1.45}
        .verdict{margin:18px 0 0;padding:0;max-width:72ch}
        .notes{margin:18px 0 0;padding:12px 18px;border-left:3px solid var(--axis);background:var(--soft);\
        border-radius:0 8px 8px 0;font-size:14.5px}
        .notes.warn,.banner{border-left-color:var(--warnrule);background:var(--warn)}
        .notes h3{font-size:14.5px}
        .notes ul{margin:4px 0 0;padding-left:1.15em}
        .notes li{margin:3px 0}
        .banner{grid-column:1/-1;margin:-16px 0 36px;padding:14px 20px;border-left:4px solid var(--warnrule);\
        border-radius:0 8px 8px 0}
        .banner strong{display:block}
        figure{margin:0 0 28px;background:var(--paper);border:1px solid var(--rule);border-radius:10px;\
        padding:20px 22px 16px}
        .reading{margin:0 0 14px;max-width:74ch;font-size:15px}
        .plot svg{display:block;width:100%;height:auto;max-width:860px}
        .plot svg text{font-family:inherit}
        .plot .narrow{display:none}
        figcaption{margin-top:12px;padding-top:11px;border-top:1px solid var(--rule);font-size:13.5px;\
        line-height:1.5;color:var(--muted)}
        figcaption p{margin:0 0 3px;max-width:80ch}
        .missing{border:1px dashed var(--axis);border-radius:8px;padding:22px;text-align:center;\
        color:var(--muted);font-size:14.5px}
        details{margin:0 0 24px}
        summary{cursor:pointer;font-size:14.5px;font-weight:560;color:var(--link);padding:4px 0}
        details[open]>summary{margin-bottom:8px}
        .scroll{overflow-x:auto;border:1px solid var(--rule);border-radius:10px;background:var(--paper);\
        margin:0 0 20px}
        table{border-collapse:collapse;font-size:13.5px;line-height:1.4;width:100%}
        caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        th,td{padding:7px 12px;text-align:left;white-space:nowrap}
        th{padding:0;border-bottom:1px solid var(--axis);font-weight:600;vertical-align:bottom}
        td{border-bottom:1px solid var(--rule)}
        tbody tr:last-child td{border-bottom:0}
        tbody tr:hover td{background:var(--soft)}
        .n{text-align:right}
        th button{all:unset;box-sizing:border-box;cursor:pointer;display:block;width:100%;padding:9px 12px;\
        white-space:nowrap;color:var(--muted)}
        th button:hover{color:var(--ink)}
        th button:focus-visible{outline:2px solid var(--blue);outline-offset:-2px;border-radius:4px}
        th button::after{content:"";display:inline-block;width:.9em;text-align:right}
        th[aria-sort=ascending] button::after{content:"↑"}
        th[aria-sort=descending] button::after{content:"↓"}
        th[aria-sort=ascending] button,th[aria-sort=descending] button{color:var(--ink)}
        .facts{margin:0;display:grid;grid-template-columns:minmax(140px,max-content) 1fr;font-size:14.5px;\
        background:var(--paper);border:1px solid var(--rule);border-radius:10px;padding:8px 20px}
        .facts dt,.facts dd{padding:8px 0;border-bottom:1px solid var(--rule);margin:0}
        .facts dt{color:var(--muted);padding-right:28px}
        .facts dd{overflow-wrap:anywhere}
        .facts dt:last-of-type,.facts dd:last-of-type{border-bottom:0}
        .absent{margin:12px 0 0;padding:0;list-style:none;font-size:14.5px}
        .absent li{padding:7px 0;border-bottom:1px solid var(--rule)}
        footer{grid-column:1/-1;border-top:1px solid var(--rule);padding:22px 0 48px;color:var(--muted);\
        font-size:13.5px}
        @media (max-width:960px){
        .page{display:block;padding:0 20px}
        header{padding:36px 0 24px;margin-bottom:24px}
        h1{font-size:34px}
        nav{position:static;max-height:none;margin-bottom:36px}
        nav ol{border:0;columns:2;column-gap:24px}
        nav li{break-inside:avoid}
        nav a{padding:5px 0;border:0;margin:0;color:var(--link)}
        .banner{margin:0 0 28px}
        }
        @media (max-width:600px){
        body{font-size:15.5px}
        .page{padding:0 14px}
        h1{font-size:30px}
        section{margin-bottom:48px}
        section>h2{font-size:23px}
        .cards{grid-template-columns:1fr;gap:10px}
        .cards .label{min-height:0}
        figure{padding:15px 13px 13px}
        .plot .wide{display:none}
        .plot .narrow{display:block;max-width:460px}
        .facts{display:block;padding:6px 16px}
        .facts dt{border:0;padding-bottom:0}
        .facts dd{padding-top:0}
        .facts dt:last-of-type{border-bottom:0}
        }
        """

    private static let print = """
        @page{margin:16mm 15mm}
        body{font-size:10.5pt;background:#fff}
        .page{display:block;max-width:none;padding:0}
        header{padding:0 0 14pt;margin-bottom:16pt}
        h1{font-size:26pt}
        nav,.skip{display:none}
        main{padding:0}
        section{margin-bottom:22pt}
        section>h2,h3,.lead,.reading{break-after:avoid;break-inside:avoid}
        p{orphans:3;widows:3}
        figure,.cards li,.notes,tr{break-inside:avoid}
        figure{padding:0;border:0;margin-bottom:16pt}
        .cards{grid-template-columns:repeat(3,1fr);gap:8pt}
        .cards li{padding:9pt 10pt}
        .cards .value{font-size:18pt}
        .plot svg{max-width:100%;max-height:205mm}
        .plot .wide{display:block}
        .plot .narrow{display:none}
        .scroll{overflow:visible;border:0}
        table{font-size:7.2pt}
        th,td,th button{padding:2.5pt 4pt;white-space:normal}
        thead{display:table-header-group}
        summary{display:none}
        a{text-decoration:none}
        """
}
