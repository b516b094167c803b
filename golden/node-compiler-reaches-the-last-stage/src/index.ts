import ms from "ms";
import type { Program } from "typescript";

export const handler = async (): Promise<number> => ms("2d");
export type Known = Program;
