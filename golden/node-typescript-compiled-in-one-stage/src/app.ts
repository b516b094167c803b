import { customAlphabet } from "nanoid";
import { greeting } from "./greeting";

const ones = customAlphabet("1", 6);

export const handler = async (event: { name?: string }) => ({
  ticket: ones(),
  says: greeting(event.name ?? "nobody"),
});
