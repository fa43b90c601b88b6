// Builds static/build/ from assets/: a stylesheet and a script for each area and for the map that opens on tap, a stylesheet more for pages
// that run from right to left, two font files, the city mark. Run by `npm run build`.
import { mkdir, readFile, writeFile, copyFile, readdir, rm, stat } from "node:fs/promises";
import { watch } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import subsetFont from "subset-font";
import { rightToLeft } from "./rtl.js";
import { characters } from "./fonts/characters.js";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join(root, "static", "build");
const modules = path.join(root, "node_modules");
const areas = ["portal", "console"];
const sheets = [...areas.map((area) => [area, area]), ["portal", "map"]]; // [folder, name] of each stylesheet and script

async function styles(area, name = area) {
  const { css } = sass.compile(path.join(root, "assets", area, `${name}.scss`), {
    loadPaths: [path.join(root, "assets"), path.join(modules, "@uswds", "uswds", "packages"), modules],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "if-function", "color-functions"],
  });
  const text = name === "map" ? withoutPictures(css) : await pictures(css); // a map lies the same way in every language
  await Promise.all([write(`${name}.css`, text), name === "portal" && write("portal.rtl.css", rightToLeft(text))]);
}

async function write(name, css) {
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: ["chrome108", "safari16", "firefox110"] });
  await writeFile(path.join(out, name), code);
}

// Leaflet's own marker and layer pictures are not used: our pin is drawn by the script.
function withoutPictures(css) {
  return css.replace(/[^{}]*\{[^{}]*url\(["']?(?:\.\/)?images\/[^{}]*\}/g, "");
}

// The pictures USWDS names (relative to its own folder) are copied beside the stylesheet.
async function pictures(css) {
  const names = new Set([...css.matchAll(/url\("?\.\.\/img\/([^")]+)"?\)/g)].map((match) => match[1]));
  for (const name of names) {
    const target = path.join(out, "img", path.basename(name));
    await mkdir(path.dirname(target), { recursive: true });
    await copyFile(path.join(modules, "@uswds", "uswds", "dist", "img", name), target);
  }
  return css.replace(/url\("?\.\.\/img\/(?:[^")]*\/)?([^")\/]+)"?\)/g, "url(img/$1)");
}

async function scripts(area, name = area) {
  await esbuild.build({
    entryPoints: [path.join(root, "assets", area, `${name}.js`)],
    outfile: path.join(out, `${name}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome108", "safari16", "firefox110"],
    logLevel: "warning",
  });
}

async function fonts() {
  const source = path.join(modules, "@uswds", "uswds", "dist", "fonts", "public-sans");
  await mkdir(path.join(out, "fonts"), { recursive: true });
  for (const [style, name] of [["Regular", "regular"], ["Bold", "bold"]]) {
    const font = await readFile(path.join(source, `PublicSans-${style}.ttf`));
    const subset = await subsetFont(font, characters(), { targetFormat: "woff2", keepFeatures: ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"], noHinting: true });
    await writeFile(path.join(out, "fonts", `public-sans-${name}.woff2`), subset);
  }
}

async function images() {
  const source = path.join(root, "assets", "images");
  for (const name of await readdir(source)) await copyFile(path.join(source, name), path.join(out, name));
}

async function report() {
  const built = [...sheets.flatMap(([, name]) => [`${name}.css`, `${name}.js`]), "portal.rtl.css"];
  for (const name of [...built, "fonts/public-sans-regular.woff2", "fonts/public-sans-bold.woff2"]) {
    const bytes = await readFile(path.join(out, name));
    const packed = name.endsWith(".woff2") ? bytes.length : brotliCompressSync(bytes).length;
    console.log(`${name.padEnd(36)} ${(bytes.length / 1024).toFixed(1).padStart(7)} KB ${(packed / 1024).toFixed(1).padStart(7)} KB over the wire`);
  }
}

// Files are written over the old ones, and what is no longer made goes last: a server may be reading them meanwhile.
const began = Date.now();
await mkdir(out, { recursive: true });
await Promise.all([...sheets.map((sheet) => styles(...sheet)), ...sheets.map((sheet) => scripts(...sheet)), fonts(), images()]);
await removeOlder(out);
await report();

async function removeOlder(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) await removeOlder(file);
    else if ((await stat(file)).mtimeMs < began - 2000) await rm(file);
  }
}

if (process.argv.includes("--watch")) {
  for (const area of areas) {
    let timer;
    const mine = sheets.filter(([folder]) => folder === area);
    const again = () => Promise.all(mine.flatMap((sheet) => [styles(...sheet), scripts(...sheet)])).then(() => console.log(`${area} built`), (error) => console.error(error.message));
    watch(path.join(root, "assets", area), { recursive: true }, () => (clearTimeout(timer), (timer = setTimeout(again, 100))));
  }
  console.log("watching assets/");
}
