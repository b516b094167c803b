import { format } from "./format.js";

export const handler = async (event) => format(event.name);
