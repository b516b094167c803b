import thing from "p-limit";

export const handler = async () => thing;
