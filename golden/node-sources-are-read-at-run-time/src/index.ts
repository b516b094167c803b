import "ts-node/register/transpile-only";
import { join } from "node:path";

// Rules are written by hand, and read as they are.
const rules = require(join(process.cwd(), "src", "rules.ts"));

export const handler = async (event: { text?: string }) => ({
  fits: (event.text ?? "").length <= rules.longest,
});
