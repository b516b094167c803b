import { nanoid } from "nanoid";

export const handler = async (event: { ship: string }) => ({ ship: event.ship, berth: nanoid(4) });
