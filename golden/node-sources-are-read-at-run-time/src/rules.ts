export const longest = 12;
