/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testEnvironmentOptions: { globalsCleanup: "off" },
  globalSetup: "<rootDir>/tests/prepare.ts",
  roots: ["<rootDir>/tests"],
  transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
  modulePathIgnorePatterns: [
    "<rootDir>/components/dist",
    "<rootDir>/tools/preview-report/dist",
    "<rootDir>/.rehearsal",
  ],
};
