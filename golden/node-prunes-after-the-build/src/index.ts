const names = require("color-name");

export const handler = async (event: { colour?: string }) => ({ rgb: names[event.colour ?? "teal"] });
