"""The tools of Node.js: package managers, the scripts of package.json, and what those call."""
