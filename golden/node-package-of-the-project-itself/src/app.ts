import { fare } from "fares";

export const handler = async () => fare;
