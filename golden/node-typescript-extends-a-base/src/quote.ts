import { nanoid } from "nanoid";

export const handler = async (event: { premium: number }) => ({
  quote: nanoid(),
  monthly: event.premium / 12,
});
