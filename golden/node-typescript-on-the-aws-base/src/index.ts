import ms from "ms";
import { ebb } from "./ebb";

export const handler = async (event: { high: number }) => ({
  ebb: ms(ebb(event.high), { long: true }),
});
