const semver = require("semver");

export const handler = async (event: { versions?: string[] }) => ({
  newest: semver.maxSatisfying(event.versions ?? ["1.0.0"], "^1.0.0"),
});
