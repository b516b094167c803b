import ms from "ms";

type Lot = { name: string; closes: number };

export const handler = async (event: { lots?: Lot[] }) => ({
  lots: (event.lots ?? []).map((lot) => `${lot.name} closes in ${ms(lot.closes, { long: true })}`),
});
