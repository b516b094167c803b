import { WebSocket } from "ws";
import type { Program } from "typescript";

export const handler = async (): Promise<string> => WebSocket.name;
export type Known = Program;
