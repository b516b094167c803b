import { readFileSync } from "node:fs";
import { join } from "node:path";
import { render } from "mustache";

const page = readFileSync(join(__dirname, "../src/pages/hello.html"), "utf8");

export const handler = async (event: { name: string }) => render(page, { name: event.name });
