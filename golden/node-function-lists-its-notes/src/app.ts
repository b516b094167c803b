import { readdirSync } from "node:fs";
import { join } from "node:path";

const notes = join(__dirname, "..", "notes");
export const handler = async () => readdirSync(notes).sort();
