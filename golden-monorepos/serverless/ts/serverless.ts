const service = {
  provider: { ecr: { images: { jobs: { path: "./jobs" } } } },
  functions: { nightly: { image: { name: "jobs", command: ["app.nightly"] } } },
};
module.exports = service;
