const Big = require("big.js");

export const handler = async (event: { prices?: string[] }) => ({
  total: (event.prices ?? []).reduce((sum: any, price) => sum.plus(price), new Big(0)).toFixed(2),
});
