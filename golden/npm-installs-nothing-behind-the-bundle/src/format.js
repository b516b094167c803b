export const format = (name) => `Hello, ${name}`;
