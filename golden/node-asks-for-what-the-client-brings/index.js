import ms from "ms";
import { satisfies } from "semver";

export const handler = async ({ text, version }) => ({
  milliseconds: ms(text),
  known: satisfies(version, ">=2"),
});
