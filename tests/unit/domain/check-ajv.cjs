#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

/* check-ajv.cjs SOURCE_ROOT MAKE-RECORD ANSWERS MOTCUACTL: the published schemas are JSON Schema
 * 2020-12 as another implementation reads it, the catalogue and a record are valid to it, and
 * motcuactl catalogue check refuses what it refuses. Prints TAP. */

const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const [root, makeRecord, answers, motcuactl] = process.argv.slice(2);
const schemas = path.join(root, "assets/schemas");
const catalogue = path.join(root, "assets/catalogue");
const modules = path.join(root, "tests/node_modules");

if (!fs.existsSync(path.join(modules, "ajv-formats"))) {
  console.log("1..0 # SKIP ajv is not installed: npm ci --prefix tests --ignore-scripts");
  process.exit(0);
}

const Ajv = require(path.join(modules, "ajv/dist/2020")).default;
const addFormats = require(path.join(modules, "ajv-formats")).default;

/* Files of the catalogue, and the schemas they follow. */
const FILES = {
  "card-form.json": "identity-form",
  "common-block.json": "common-block",
  "ethnic-groups.json": "ethnic-groups",
  "finding.json": "finding",
  "holidays.json": "holidays",
  "id-province-codes.json": "id-province-codes",
  "identity-form.json": "identity-form",
  "legacy-charsets.json": "legacy-charsets",
  "privacy-notice.json": "privacy-notice",
  "spoken-words.json": "spoken-words",
};

let count = 0;

function report(name, problems) {
  console.log(`${problems.length ? "not ok" : "ok"} ${++count} - ${name}`);
  for (const problem of problems.slice(0, 10)) console.log(`# ${String(problem).slice(0, 400)}`);
}

function readJson(...parts) {
  return JSON.parse(fs.readFileSync(path.join(...parts), "utf8"));
}

function loadSchemas() {
  const ajv = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false,
                        strictTuples: false });

  addFormats(ajv);
  for (const name of fs.readdirSync(schemas).filter((n) => n.endsWith(".schema.json")))
    ajv.addSchema(readJson(schemas, name), name.replace(".schema.json", ""));
  return ajv;
}

function problemsOf(ajv, schema, instance) {
  const validate = ajv.getSchema(schema);

  if (!validate) return [`there is no schema ${schema}`];
  return validate(instance)
    ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);
}

function checkFiles(ajv) {
  const procedures = fs.readdirSync(path.join(catalogue, "procedures"))
    .filter((name) => name.endsWith(".json")).map((name) => path.join("procedures", name));

  for (const [name, schema] of [...Object.entries(FILES), ...procedures.map((p) => [p, "procedure"])])
    report(`${name} is valid`, problemsOf(ajv, schema, readJson(catalogue, name)));
  report("no file of the catalogue is left out",
         fs.readdirSync(catalogue).filter((n) => n.endsWith(".json") && !FILES[n]));
}

function checkRecord(ajv) {
  const record = JSON.parse(execFileSync(makeRecord, [answers], { timeout: 30000 }));

  report("a record as the kiosk builds it is valid", problemsOf(ajv, "record", record));
  report("a record with a stranger in it is not",
         problemsOf(ajv, "record", { ...record, Stranger: 1 }).length ? [] : ["it is valid"]);
}

/* Every object and list of the definition with one part gone, of another type, or too many. */
function* mutantsOf(definition) {
  const parts = [[]];

  for (let at = 0; at < parts.length; at++) {
    const node = parts[at].reduce((value, key) => value[key], definition);

    if (node !== null && typeof node === "object")
      for (const key of Object.keys(node)) parts.push([...parts[at], key]);
  }
  for (const keys of parts.slice(1)) {
    for (const change of [(parent, key) => { delete parent[key]; },
                          (parent, key) => { parent[key] = 7; },
                          (parent, key) => { parent[key] = {}; },
                          (parent) => { if (!Array.isArray(parent)) parent.stranger = 1; }]) {
      const mutant = structuredClone(definition);
      const parent = keys.slice(0, -1).reduce((value, key) => value[key], mutant);
      const key = keys[keys.length - 1];

      if (Array.isArray(parent) && change.length === 2 && change.toString().includes("delete"))
        parent.splice(Number(key), 1);
      else
        change(parent, key);
      yield mutant;
    }
  }
}

/* The kiosk's own reading of the schema against ajv's, over a thousand definitions, most of them
 * bad. */
function checkOurs(ajv) {
  const definition = readJson(root, "tests/data/forms/procedures/9.000001.json");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "motcua-ajv-"));
  const verdicts = new Map();
  const refused = new Set();
  let number = 0;

  for (const mutant of mutantsOf(definition)) {
    const name = path.join(folder, `${String(number++).padStart(5, "0")}.json`);

    fs.writeFileSync(name, JSON.stringify(mutant));
    verdicts.set(name, problemsOf(ajv, "procedure", mutant).length === 0);
  }
  const done = spawnSync(motcuactl, ["catalogue", "check", "--json", folder],
                         { encoding: "utf8", timeout: 120000, maxBuffer: 1 << 28 });

  for (const line of done.stdout.split("\n").filter(Boolean)) {
    const finding = JSON.parse(line);

    if (finding.rule === "schema") refused.add(finding.file);
  }
  report(`ours and ajv agree on ${verdicts.size} definitions`,
         [...verdicts].filter(([name, valid]) => valid === refused.has(name))
           .map(([name, valid]) => `${valid ? "valid" : "not valid"}: `
                + fs.readFileSync(name, "utf8")));
  report("most of them are bad",
         [...verdicts.values()].filter((valid) => !valid).length > verdicts.size / 2 ? [] : ["no"]);
  fs.rmSync(folder, { recursive: true });
}

const ajv = loadSchemas();

checkFiles(ajv);
checkRecord(ajv);
checkOurs(ajv);
console.log(`1..${count}`);
