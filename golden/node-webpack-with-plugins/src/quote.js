import fs from "node:fs";
import path from "node:path";
import BigNumber from "bignumber.js";
import ms from "ms";

const rates = JSON.parse(fs.readFileSync(path.join(__dirname, "rates/road.json"), "utf8"));

export const handler = async ({ kilos }) => ({
  price: new BigNumber(kilos).times(rates.perKilo).toFixed(2),
  currency: CURRENCY,
  valid: ms("2 days"),
});
