/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testEnvironmentOptions: { globalsCleanup: "off" },
  setupFiles: ["<rootDir>/tests/lighter-sdk.ts"],
  globalSetup: "<rootDir>/tests/prepare.ts",
  // For what never ends: a busy machine is no failure.
  testTimeout: 20 * 60_000,
  roots: ["<rootDir>/tests"],
  transform: { "\\.ts$": ["ts-jest", { diagnostics: false }] },
  modulePathIgnorePatterns: [
    "<rootDir>/components/dist",
    "<rootDir>/tools/preview-report/dist",
    "<rootDir>/.rehearsal",
  ],
};
