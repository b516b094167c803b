export const render = (page) => page;
