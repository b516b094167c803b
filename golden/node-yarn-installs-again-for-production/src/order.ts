import { rsort } from "semver";

export const handler = async (event: { versions: string[] }) => rsort(event.versions);
