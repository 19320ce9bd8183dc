// Rules for the pages' scripts and their tests.
import js from "@eslint/js";
import globals from "globals";
import { readFileSync } from "node:fs";

const WHY = "Text from visitors and models goes in with textContent or a <template>.";
const MARKUP_PROPERTIES = ["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "srcdoc"];

// What Git does not keep was fetched or built: whole folders, one a line. Their code is not this project's.
const FETCHED = readFileSync(new URL(".gitignore", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.endsWith("/"));

export default [
  { ignores: FETCHED },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "all" }],
      "no-restricted-properties": [
        "error",
        ...MARKUP_PROPERTIES.map((property) => ({ property, message: WHY })),
        { object: "document", property: "write", message: WHY },
        { object: "document", property: "writeln", message: WHY },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "CallExpression[callee.property.name='createContextualFragment']", message: WHY },
        { selector: "CallExpression[callee.property.name='parseFromString']", message: WHY },
      ],
      "no-restricted-globals": ["error", { name: "alert", message: "Say it on the page." }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-var": "error",
      "prefer-const": "error",
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  { files: ["**/*.worker.js"], languageOptions: { globals: globals.worker } },
  { files: ["**/*.worklet.js"], languageOptions: { globals: globals.audioWorklet } },
  { files: ["tests/**", "*.config.js"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
