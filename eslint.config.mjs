import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/node_modules", "**/dist", ".rehearsal", ".mirror", "**/*.js", "**/*.mjs"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      "max-lines": ["error", 300],
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Tests load a program anew, and take settings away by name.
    files: ["tests/**"],
    rules: { "@typescript-eslint/no-require-imports": "off", "@typescript-eslint/no-dynamic-delete": "off" },
  },
);
