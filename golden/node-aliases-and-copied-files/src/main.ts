import { named } from "@data/stations";

export const handler = async (event: { code: string }) => named(event.code);
