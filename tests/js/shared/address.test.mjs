import assert from "node:assert/strict";
import { test } from "node:test";

import { pathOf } from "../../../static/js/shared/address.js";

test("addresses below a path lose it", () => {
  assert.equal(pathOf({ pathname: "/hype/demos/pose", search: "?a" }, "/hype"), "/demos/pose?a");
  assert.equal(pathOf({ pathname: "/hype" }, "/hype"), "/");
  assert.equal(pathOf({ pathname: "/hyper" }, "/hype"), "/hyper");
  assert.equal(pathOf({ pathname: "/" }, ""), "/");
});
