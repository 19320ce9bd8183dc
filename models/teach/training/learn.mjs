/**
 * The page's own learning, for measurements: reads {features, tasks} as JSON from standard input, where `features` has a
 * list of numbers for each picture and each task is {train: [[picture, class]], test: [picture], classes, seed}; writes
 * for each task {probabilities: [a list for each picture of test], weights: [a list for each class], bias}.
 */
import process from "node:process";
import { text } from "node:stream/consumers";

import { learn, predict, scaled } from "../../../static/js/shared/learning/softmax.js";

const { features, tasks } = JSON.parse(await text(process.stdin));
const inputs = features.map((one) => scaled(Float32Array.from(one)));
const found = tasks.map(({ train, test, classes, seed }) => {
  const examples = train.map(([picture, label]) => ({ features: inputs[picture], label }));
  const { model } = learn(examples, [], classes, { seed });
  const weights = Array.from({ length: classes }, (_, at) => [...model.weights.subarray(at * model.features, (at + 1) * model.features)]);
  return { probabilities: test.map((picture) => [...predict(model, inputs[picture])]), weights, bias: [...model.bias] };
});
process.stdout.write(JSON.stringify(found));
