variable "ROOT" { default = "services" }

group "default" {
  targets = ["api", "jobs"]
}

target "arm" {
  platforms = ["linux/arm64"]
}

target "api" {
  inherits   = ["arm"]
  context    = ROOT
  dockerfile = "api/Dockerfile"
  target     = "runtime"
}

target "jobs" {
  context = "${ROOT}/jobs"
}
