// Reads TOML from standard input by an independent parser, and prints it as JSON.
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";

console.log(JSON.stringify(parse(readFileSync(0, "utf8"))));
