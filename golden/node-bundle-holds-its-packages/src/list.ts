import slugify from "slugify";

export const handler = async (event: { titles: string[] }) => event.titles.map((t) => slugify(t));
