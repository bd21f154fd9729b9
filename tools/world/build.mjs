// Turn the outline of the world into the picture that the maps lie on. See README.md.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature, merge, mesh } from "topojson-client";

const ATLAS = new URL("./node_modules/world-atlas/countries-110m.json", import.meta.url);
const SUM = "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8";
const STATIC = new URL("../../src/coopgraph/web/static/", import.meta.url);
const [WIDTH, HEIGHT] = [960, 452];
const ANTARCTICA = "010";
const SMALLEST = 12; // square units: an islet below this is a blot

// The same numbers stand in src/coopgraph/figures/world.py.
const project = geoEqualEarth().rotate([72, 0]).scale(178).translate([480, 264]);

const read = readFileSync(ATLAS);
const sum = createHash("sha256").update(read).digest("hex");
if (sum !== SUM) throw new Error(`${ATLAS.pathname} is another file: ${sum}`);
const atlas = JSON.parse(read);
const countries = atlas.objects.countries.geometries.filter((each) => each.id !== ANTARCTICA);

const lines = (geometry) => {
  const found = [];
  const context = {
    beginPath() {},
    moveTo: (x, y) => found.push([[x, y]]),
    lineTo: (x, y) => found.at(-1).push([x, y]),
    closePath() {},
    arc() {},
  };
  geoPath(project, context)(geometry);
  return found;
};

const area = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0)) / 2;

// Whole numbers, each relative to the one before: a third of the size of what d3 writes.
const path = (line, closed) => {
  const points = line.map(([x, y]) => [Math.round(x), Math.round(y)]);
  const steps = points
    .slice(1)
    .map(([x, y], i) => [x - points[i][0], y - points[i][1]])
    .filter(([dx, dy]) => dx || dy);
  if (steps.length < (closed ? 2 : 1)) return "";
  const written = steps.map(([dx, dy]) => `${dx} ${dy}`).join(" ").replaceAll(" -", "-");
  return `M${points[0][0]} ${points[0][1]}l${written}${closed ? "z" : ""}`;
};

const land = lines(merge(atlas, countries)).filter((ring) => area(ring) * 2 > SMALLEST);
const borders = lines(mesh(atlas, { type: "GeometryCollection", geometries: countries }, (a, b) => a !== b));
const [, equator] = project([-72, 0]);

// What is drawn takes its colours from where it is used, and its lines stay as thin at any size.
const write = (name, paths) =>
  writeFileSync(
    new URL(name, STATIC),
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}">\n${paths.join("\n")}\n</svg>\n`,
  );
const thin = 'vector-effect="non-scaling-stroke"';
write("world.svg", [
  `<path id="land" d="${land.map((ring) => path(ring, true)).join("")}"/>`,
  `<path id="borders" ${thin} d="${borders.map((line) => path(line, false)).join("")}"/>`,
  `<path id="equator" ${thin} d="M0 ${Math.round(equator)}H${WIDTH}"/>`,
]);
// A country has its number of ISO 3166-1 and UN M49; what is disputed has none.
const numbered = countries.filter((each) => each.id).sort((a, b) => a.id.localeCompare(b.id));
write(
  "countries.svg",
  numbered.map((each) => `<path id="m${each.id}" d="${lines(feature(atlas, each)).map((ring) => path(ring, true)).join("")}"/>`),
);

const points = { medellin: [-75.57, 6.25], nanjing: [118.8, 32], barcelona: [2.1, 41.4], queensland: [153, -27] };
for (const [name, place] of Object.entries(points)) console.log(name, place, project(place));
