import thing from "axios";

export const handler = async () => thing;
