// Scores what `voices.js` says of sounds given as files of 32-bit samples, 16 kHz mono: `node score.js FILE…`, a line each.
import { readFileSync } from "node:fs";
import { gain, isOneVoice, phrasesOf } from "./voices.js";

for (const path of process.argv.slice(2)) {
  const bytes = readFileSync(path);
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  console.log(JSON.stringify({ asks: isOneVoice(samples), gain: gain(phrasesOf(samples)) }));
}
