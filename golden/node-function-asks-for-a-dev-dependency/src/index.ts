import { version } from "typescript";

export const handler = async (): Promise<string> => version;
