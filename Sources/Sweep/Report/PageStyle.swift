/// How a page looks on screens of either colour and in print.
enum PageStyle {
  /// The colours of figures are those of Wong, Nature Methods 8, 441 (2011); badges have them, too,
  /// and differ in their borders beside.
  static let text = """
    :root{color-scheme:light dark;--ink:#1a1a1a;--soft:#595959;--ground:#fff;--raised:#f6f7f9;
    --line:#d9dce1;--blue:#0072b2;--vermillion:#b34a00;--green:#007554}
    @media screen and (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#a9adb5;--ground:#16181d;
    --raised:#1f2228;--line:#383d46;--blue:#4da3e0;--vermillion:#f07f38;--green:#2bc49a}}
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0 auto;max-width:76rem;padding:1.2rem 1.2rem 3rem;background:var(--ground);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    h1,h2,h3{line-height:1.2;margin:1.6em 0 .5em;overflow-wrap:anywhere}
    h1{font-size:1.7rem;margin-top:.2em}h2{font-size:1.25rem;border-bottom:1px solid var(--line);padding-bottom:.25em}
    h3{font-size:1.05rem}
    p,li,dd,figcaption,footer{overflow-wrap:anywhere}
    p{margin:.5em 0;max-width:62rem;unicode-bidi:isolate}
    .question{font-size:1.15rem;color:var(--soft);max-height:24rem;overflow:auto}
    nav a{display:inline-block;margin-right:.9em}
    a{color:var(--blue)}
    code,pre{font:.85em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
    code{overflow-wrap:anywhere}
    pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.8em;overflow:auto;max-height:32rem}
    .note,footer,caption{font-size:.85rem;color:var(--soft)}
    .answer{padding:.2em 0}
    .badge{display:inline-block;font-size:.8rem;font-weight:600;padding:.05em .6em;border-radius:1em;
    border:1.5px solid var(--soft);margin-right:.3em}
    .badge.yes{border-color:var(--green);color:var(--green)}
    .badge.no{border:1.5px double var(--vermillion);border-width:3px;color:var(--vermillion)}
    .badge.near{border-style:dashed;border-color:var(--vermillion);color:var(--vermillion)}
    .badge.open{border-style:dotted}
    .counts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.6rem;margin:.8em 0}
    .counts div{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.5em .8em}
    .counts dt{font-size:.85rem;color:var(--soft)}.counts dd{margin:0;font-size:1.25rem;font-weight:600}
    .counts .warn{border-left:5px solid var(--vermillion)}
    .warning{border-left:5px solid var(--vermillion);background:var(--raised);padding:.4em .8em;border-radius:0 6px 6px 0}
    .scroll{overflow-x:auto;max-width:100%;margin:.6em 0}
    .scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
    table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}
    caption{text-align:left;padding:.2em .6em}
    th,td{padding:.28em .65em;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;white-space:nowrap;
    unicode-bidi:isolate}
    thead th{border-bottom:2px solid var(--soft);vertical-align:bottom;white-space:normal;min-width:4em}
    td.n,th.n{text-align:right}
    td.l{white-space:normal;min-width:16rem;max-width:32rem;overflow-wrap:anywhere}
    tbody tr:hover{background:var(--raised)}
    details{margin:.6em 0}summary{cursor:pointer;color:var(--blue);width:fit-content;max-width:100%}
    figure{margin:0;min-width:0}
    .picture{overflow-x:auto}.picture svg{display:block;width:100%;max-width:34rem;height:auto}
    figcaption{font-size:.85rem;max-width:62rem}figure h3{margin:.4em 0}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1.6rem 2rem}
    .fits{padding-left:1.2em;font-size:.9rem}
    footer{margin-top:3em;border-top:1px solid var(--line);padding-top:.8em}
    @media print{@page{margin:16mm}body{max-width:none;padding:0;font-size:10pt}nav,summary,.data{display:none}
    h2,h3{break-after:avoid}figure,tr,.answer,.counts{break-inside:avoid}.scroll,pre,.question{overflow:visible;max-height:none}
    pre{white-space:pre-wrap;overflow-wrap:anywhere}
    .figures{grid-template-columns:1fr 1fr}.counts{grid-template-columns:repeat(6,1fr)}figcaption{font-size:8pt}.counts dd{font-size:11pt;white-space:nowrap}
    table{font-size:7.5pt}thead th{font-size:6.5pt}th,td,td.l,thead th{white-space:normal;min-width:0;padding:.2em .4em;overflow-wrap:anywhere}.counts div,.warning,pre{background:none}}
    """
}
