import camelCase from "camelcase";

export const handler = async (event: { words: string[] }) => camelCase(event.words);
