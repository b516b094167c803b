import { readFileSync } from "node:fs";
import { join } from "node:path";

const stations = JSON.parse(readFileSync(join(__dirname, "stations.json"), "utf8"));

export const named = (code: string): string => stations[code] ?? "nowhere";
