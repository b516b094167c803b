import ms from "ms";
import { load } from "./load";

export const handler = async () => [ms("2d"), load({ transport: { target: "typescript" } })];
