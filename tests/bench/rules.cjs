#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";

/* rules.cjs MODULES RULES.json: what bench-rules measures, by json-logic-js. */

const fs = require("node:fs");
const path = require("node:path");

const ROUNDS = 20000;
const logic = require(path.join(process.argv[2], "json-logic-js"));
const cases = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));

function run(rounds) {
  for (let round = 0; round < rounds; round++)
    for (const [rule, data] of cases) logic.apply(rule, data);
}

/* Its compiler has seen everything by then. */
run(ROUNDS / 10);
const start = process.hrtime.bigint();
run(ROUNDS);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({ per_second: Math.round(ROUNDS * cases.length / seconds) }));
