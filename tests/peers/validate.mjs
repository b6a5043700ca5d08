// Judges statements by Learning Locker's validator: node validate.mjs NODE_MODULES FILE...
// Prints one JSON object: what is wrong, by file; empty if nothing is.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const validate = createRequire(`${modules}/`)("@learninglocker/xapi-validation").default;

const faults = {};
for (const file of files) {
  const warnings = validate(JSON.parse(readFileSync(file, "utf8")));
  if (warnings.length > 0) faults[file] = warnings.map((warning) => `${warning.path.join(".")}: ${warning.constructor.name}`);
}
console.log(JSON.stringify(faults));
