const kebab = require("lodash.kebabcase");

export const handler = async (event: { text?: string }) => ({ text: kebab(event.text ?? "Fine Day") });
