export const load = (options: object) => JSON.stringify(options);
