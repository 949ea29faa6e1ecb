import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

const sizes = (lines) => ({
  "max-lines": ["error", { max: lines, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
});

export default tseslint.config(
  {
    ignores: [
      "**/*.d.mts",
      ".next/",
      "dist/",
      "public/",
      "artifacts/",
      "test-results/",
      "playwright-report/",
      "next-env.d.ts",
    ],
  },
  ...next,
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/ban-ts-comment": "error",
      "no-eval": "error",
      "react/no-danger": "error",
      ...sizes(300),
    },
  },
  {
    files: ["**/*.test.{ts,tsx}", "**/*.contract.ts", "e2e/**/*.ts"],
    rules: { ...sizes(400), "max-lines-per-function": "off" },
  },
  // No React there: Playwright's `use` and our own `usePages` are not hooks.
  {
    files: ["{e2e,server,bench}/**/*.ts"],
    rules: { "react-hooks/rules-of-hooks": "off", "no-empty-pattern": "off" },
  },
  { files: ["*.{js,mjs}", ".*.mjs"], rules: { "import/no-anonymous-default-export": "off" } },
);
