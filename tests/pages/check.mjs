// Opens each page named on the command line and reports what a reader, a screen reader or a network would mind.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const phone = 360;
const contrastLeast = 4.5;
let failures = 0;
let checks = 0;

function expect(isTrue, page, sentence) {
    checks++;
    if (!isTrue) {
        failures++;
        console.error(`pages: ${basename(page)}: ${sentence}`);
    }
}

// The policy allows the style that stands in the file, and no other.
function checkPolicy(path) {
    const text = readFileSync(path, "utf8");
    const style = text.match(/<style>([^]*?)<\/style>/)[1];
    const digest = createHash("sha256").update(style).digest("base64");
    const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
    expect(text.includes(`<meta http-equiv="Content-Security-Policy" content="${policy}">`), path,
        `the policy is not: ${policy}`);
}

// A page in which everything that goes wrong or leaves it is kept.
async function open(browser, path, options) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const url = pathToFileURL(path).href;
    const troubles = [];
    page.on("console", (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
        troubles.push(`dialog: ${dialog.message()}`);
        dialog.dismiss();
    });
    page.on("request", (request) => {
        if (request.url() !== url)
            troubles.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    await page.waitForTimeout(100);
    return { page, context, troubles };
}

// Runs in the page: headings, names and alternatives, as assistive technology sees them.
function structure() {
    const problems = [];
    const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((it) => Number(it.tagName[1]));
    if (headings.filter((level) => level === 1).length !== 1 || headings[0] !== 1)
        problems.push("there is not one h1 at the beginning");
    headings.forEach((level, i) => {
        if (i && level > headings[i - 1] + 1)
            problems.push(`h${level} follows h${headings[i - 1]}`);
    });
    for (const heading of document.querySelectorAll("h1,h2,h3,h4"))
        if (!heading.textContent.trim())
            problems.push("a heading is empty");
    if (document.documentElement.lang !== "en")
        problems.push("the page has no language");
    const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
    if (new Set(ids).size !== ids.length)
        problems.push("an id is there twice");
    for (const link of document.querySelectorAll("a")) {
        const target = link.getAttribute("href");
        if (!target.startsWith("#") || !document.getElementById(target.slice(1)))
            problems.push(`the link ${target} leads nowhere in the page`);
    }
    for (const named of document.querySelectorAll("[aria-labelledby]"))
        for (const id of named.getAttribute("aria-labelledby").split(" "))
            if (!document.getElementById(id)?.textContent.trim())
                problems.push(`${named.tagName} is named by ${id}, which is not there or empty`);
    for (const svg of document.querySelectorAll("svg"))
        if (svg.getAttribute("role") !== "img" || !svg.querySelector(":scope > title") ||
            !svg.querySelector(":scope > desc") || !svg.hasAttribute("aria-labelledby"))
            problems.push("a figure has no text alternative");
    for (const table of document.querySelectorAll("table"))
        if (!table.caption?.textContent.trim() ||
            [...table.querySelectorAll("thead th")].some((it) => it.scope !== "col"))
            problems.push("a table has no caption, or a heading has no scope");
    if (document.querySelector("script,img,iframe,object,embed,form,link,[style],[onload],[onerror]"))
        problems.push("there is an element that a page of text does not need");
    return problems;
}

// Runs in the page: every text against the paper below it. Returns the worst, with where it stands.
function worstContrast() {
    const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
    const luminance = (colour) => {
        const [r, g, b] = parse(colour).slice(0, 3).map((it) => {
            const part = it / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = (element) => {
        for (let it = element; it; it = it.parentElement) {
            const colour = getComputedStyle(it).backgroundColor;
            if ((parse(colour)[3] ?? 1) > 0)
                return colour;
        }
        return "rgb(255, 255, 255)";
    };
    let worst = { ratio: 21, what: "" };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.nodeValue.trim() || element.closest("title,desc") || !element.checkVisibility())
            continue;
        const style = getComputedStyle(element);
        const a = luminance(element.closest("svg") ? style.fill : style.color), b = luminance(paper(element));
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < worst.ratio)
            worst = { ratio, what: `${element.tagName}.${element.getAttribute("class") ?? ""}` };
    }
    return worst;
}

async function checkWide(browser, path) {
    const { page, context, troubles } = await open(browser, path, { viewport: { width: 1280, height: 900 } });
    for (const problem of await page.evaluate(structure))
        expect(false, path, problem);
    const figures = await page.locator("figure:has(svg)").count();
    const images = await page.getByRole("img").count(); // those that are shown: one of the two canvases of each
    expect(images === figures, path, `${figures} figures, but ${images} are shown as images`);
    for (const svg of await page.getByRole("img").all())
        expect((await svg.ariaSnapshot()).length > 8, path, "a figure has no accessible name");
    const styled = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontSize);
    expect(styled === "32px", path, `the style is not applied: h1 is ${styled} high`);
    for (const trouble of troubles)
        expect(false, path, trouble);
    await context.close();
}

async function checkPhone(browser, path) {
    const { page, context, troubles } = await open(browser, path, { viewport: { width: phone, height: 780 } });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width <= phone, path, `is ${width} pixels wide on a phone of ${phone}`);
    const small = await page.evaluate(() => [...document.querySelectorAll("svg")].filter((it) => it.checkVisibility())
        .map((it) => 13 * it.getBoundingClientRect().width / it.viewBox.baseVal.width).filter((it) => it < 11));
    expect(small.length === 0, path, `the text of a figure is ${small[0]} pixels high on a phone`);
    for (const trouble of troubles)
        expect(false, path, trouble);
    await context.close();
}

async function checkColours(browser, path) {
    const papers = [];
    for (const colorScheme of ["light", "dark"]) {
        const { page, context } = await open(browser, path, { viewport: { width: 1280, height: 900 }, colorScheme });
        const { ratio, what } = await page.evaluate(worstContrast);
        expect(ratio >= contrastLeast, path, `${what} has a contrast of ${ratio.toFixed(2)} in ${colorScheme} mode`);
        papers.push(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
        await context.close();
    }
    expect(papers[0] !== papers[1], path, "there is no dark mode");
}

// On paper: nothing to click, the wide figures, and each chapter on a page of its own.
async function checkPrint(browser, path) {
    const { page, context } = await open(browser, path, { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = await page.evaluate(() => ({
        background: getComputedStyle(document.documentElement).backgroundColor,
        shown: [...document.querySelectorAll("nav,.skip,.back,svg.narrow")].filter((it) => it.checkVisibility()).length,
        breaks: [...document.querySelectorAll(".chapter")].every((it) => getComputedStyle(it).breakBefore === "page"),
    }));
    expect(paper.background === "rgb(255, 255, 255)", path, `is printed on ${paper.background}`);
    expect(paper.shown === 0, path, "prints what is there to be clicked");
    expect(paper.breaks, path, "a chapter does not begin a printed page");
    await context.close();
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: process.getuid() === 0 ? ["--no-sandbox"] : [],
});
try {
    for (const path of process.argv.slice(2)) {
        checkPolicy(path);
        await checkWide(browser, path);
        await checkPhone(browser, path);
        await checkColours(browser, path);
        await checkPrint(browser, path);
    }
} finally {
    await browser.close();
}
console.log(`pages: ${process.argv.length - 2} pages, ${checks} checks, ${failures} failures`);
process.exit(failures || process.argv.length < 3 ? 1 : 0);
