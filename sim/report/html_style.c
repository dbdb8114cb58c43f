#include "report/html_style.h"

#include <stddef.h>

const char html_style_digest[] = "sha256-GkdueLmz+uVIAHQT0KBd3X97T9b1nTHSJgrMS9oE2H4=";

// Colours have names of what they are for. Text on paper and on wash has a contrast of 4.5 at least, in both schemes.
static const char *const html_style_rules[] = {
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1b2024;--soft:#566069;--line:#d9dee2;--wash:#f4f6f8;"
    "--link:#1f5f99;--interval:#e7eff7;--bar:#4f82ae;--below:#7aa6c7;--above:#356791;--mark:#b35e17}",
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#15191c;--ink:#e3e7ea;--soft:#a4afb8;--line:#353d44;"
    "--wash:#1d2327;--link:#8bbce9;--interval:#20303d;--bar:#5d94c4;--below:#3f6f99;--above:#7fb1dc;--mark:#e3934a}}",
    "*{box-sizing:border-box}",
    "html{font:16px/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"DejaVu Sans\",sans-serif;"
    "background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%;text-size-adjust:100%}",
    "body{margin:0 auto;max-width:56rem;padding:2.5rem 1rem 5rem;overflow-wrap:break-word}",
    "a{color:var(--link);text-underline-offset:.15em}",
    ":focus-visible{outline:2px solid var(--link);outline-offset:2px}",
    ".skip{position:absolute;left:-100rem;padding:.5rem 1rem;background:var(--paper)}.skip:focus{left:1rem;top:.5rem}",
    "h1,h2,h3,h4{line-height:1.25;margin:0;text-wrap:balance;overflow-wrap:anywhere}",
    "h1{font-size:2rem;letter-spacing:-.015em;margin-bottom:1.25rem}",
    "h2{font-size:1.4rem;margin-top:3rem}h3{font-size:1.1rem;margin-top:2.25rem}h4{font-size:1rem;margin-top:1.75rem}",
    "p{margin:.85rem 0;max-width:42rem}",
    ".summary p{font-size:1.15rem;line-height:1.6}",
    "dl{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:.3rem 1.5rem;margin:1.5rem 0}",
    "dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}",
    "nav{margin:2rem 0;padding:1rem 0;border:solid var(--line);border-width:1px 0;max-height:24rem;overflow-y:auto}",
    "nav ol{margin:0;padding:0;list-style:none}nav li{padding:.15rem 0;overflow-wrap:anywhere}",
    "nav a{text-decoration:none}nav a:hover{text-decoration:underline}",
    // Where there is more to scroll to, a shade lies at that side; the paper that moves along covers it at the end.
    ".scroll{overflow-x:auto;margin:1.75rem 0;background:linear-gradient(90deg,var(--paper) 50%,transparent) 0 0/2rem "
    "100% no-repeat local,linear-gradient(270deg,var(--paper) 50%,transparent) 100% 0/2rem 100% no-repeat local,"
    "linear-gradient(90deg,var(--line),transparent) 0 0/.75rem 100% no-repeat scroll,"
    "linear-gradient(270deg,var(--line),transparent) 100% 0/.75rem 100% no-repeat scroll}",
    "table{border-collapse:collapse;min-width:60%;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums}",
    "caption{text-align:left;font-weight:600;font-size:1rem;padding-bottom:.5rem}",
    "caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 2rem)}",
    "th,td{text-align:left;vertical-align:top;padding:.4rem 1rem .4rem 0;border-bottom:1px solid var(--line);"
    "max-width:24rem;font-weight:400}",
    "th:last-child,td:last-child{padding-right:0}",
    "thead th,thead td{vertical-align:bottom;color:var(--soft);font-weight:600;border-bottom-color:var(--soft)}",
    ".n{text-align:right;white-space:nowrap}thead .n{white-space:normal}.w{min-width:11rem;"
    "max-width:none}.k{white-space:nowrap}.t{min-width:9rem}",
    "pre{margin:.75rem 0;padding:.9rem 1rem;background:var(--wash);border:1px solid var(--line);border-radius:.25rem;"
    "font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;white-space:pre-wrap;"
    "overflow-wrap:anywhere;-webkit-user-select:all;user-select:all}",
    "figure{margin:2rem 0}figcaption{font-weight:600;margin-bottom:.5rem;overflow-wrap:anywhere}",
    "figure p{color:var(--soft);font-size:.9rem;margin:.5rem 0 0}",
    "ul{padding-left:1.2rem;max-width:42rem}li{margin:.3rem 0}.back{margin-top:2.5rem}",
    ".chapter{margin-top:5rem;padding-top:2rem;border-top:1px solid var(--soft)}",
    ".chapter>h2{margin-top:0;font-size:1.7rem;letter-spacing:-.01em}",
    "svg{display:block;width:100%;height:auto;max-width:45rem;font-size:13px;font-variant-numeric:tabular-nums}",
    "svg.narrow{display:none;max-width:30rem}",
    "@media screen and (max-width:36rem){svg.wide{display:none}svg.narrow{display:block}h1{font-size:1.6rem}"
    "body{padding-top:1.5rem}.summary p{font-size:1.05rem}.chapter>h2{font-size:1.4rem}h2{font-size:1.25rem}}",
    "text{fill:var(--ink)}.middle{text-anchor:middle}.end{text-anchor:end}.tick,.title,.remark{fill:var(--soft)}",
    ".grid{stroke:var(--line);shape-rendering:crispEdges}.axis{stroke:var(--soft);shape-rendering:crispEdges}",
    ".interval{fill:var(--interval)}.bar,.point{fill:var(--bar)}.stressed,.marked{fill:var(--mark)}",
    ".below{fill:var(--below)}.above{fill:var(--above)}.whisker{stroke:var(--ink);stroke-width:1.2}",
    ".median{stroke:var(--ink);stroke-width:1.4}.front{fill:none;stroke:var(--mark);stroke-width:1.4}",
    "@media screen and (min-width:78rem){.listed{max-width:76rem;display:grid;grid-template-columns:15rem "
    "minmax(0,54rem);gap:0 4rem}header,main{grid-column:2}nav{grid-column:1;grid-row:1/3;align-self:start;"
    "position:sticky;top:2.5rem;border:0;margin:0;padding:.4rem 0;max-height:calc(100vh - 5rem);font-size:.9rem}}",
    "@media print{@page{margin:18mm "
    "16mm}html{font-size:10pt}body{max-width:none;padding:0}nav,.skip,.back{display:none}"
    "a{color:inherit;text-decoration:none}h2,h3,h4,figcaption,caption{break-after:avoid}figure,tr,dt,dd{break-inside:"
    "avoid}.chapter{break-before:page;border:0;margin:0;padding:0}.scroll{overflow:visible;background:none}table{font-"
    "size:8.5pt}"
    "th,td{padding-right:.7rem}tbody th,tbody td{overflow-wrap:anywhere}.w,.t{min-width:0}"
    "pre{font-size:8.5pt}svg{max-width:150mm}}",
};

void html_style_put(FILE *stream)
{
    for (size_t i = 0; i < sizeof html_style_rules / sizeof *html_style_rules; i++)
        fprintf(stream, "%s\n", html_style_rules[i]);
}
