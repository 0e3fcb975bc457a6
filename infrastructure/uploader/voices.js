// Asks whether a recording holds one voice only: what is said is held to come from one voice, then from two, and the
// second must explain it much better. A generalised likelihood ratio over cepstra, as speaker changes are found (Gish and
// others 1991). Nothing of a voice is kept or leaves the page. docs/decisions.md has what it gets right and wrong.
import Meyda from "meyda";

export const RATE = 16000;
const FRAME = 1024; // samples, 64 ms
const COEFFICIENTS = 13; // of which the first is loudness, and is left out
const LOUD = 0.1; // of what is nearly the loudest: above it somebody speaks
const PAUSE = 4; // frames, a quarter of a second: what is between two pauses is one voice's
const SHORT = 4; // frames: too few to tell a voice by
const ENOUGH = 450; // frames, half a minute of speech: with less nothing is said
const ONE = 1.0; // nats a frame that a second voice must be worth; chosen on five readers and tried on five others
const ROUNDS = 20;
const STARTS = 8;

export function isOneVoice(samples) {
  const phrases = phrasesOf(samples);
  if (phrases.length < 4 || phrases.flat().length < ENOUGH) return false; // too little to ask about
  return gain(phrases) < ONE;
}

export function gain(phrases) {
  const sides = split(phrases);
  const all = phrases.flat();
  const [one, other] = [0, 1].map((side) => phrases.filter((_, place) => sides[place] === side).flat());
  return spread(all) - (one.length * spread(one) + other.length * spread(other)) / all.length;
}

export function phrasesOf(samples) {
  Object.assign(Meyda, { sampleRate: RATE, bufferSize: FRAME, melBands: 26, numberOfMFCCCoefficients: COEFFICIENTS });
  const frames = [];
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) frames.push(samples.subarray(at, at + FRAME));
  const levels = frames.map((frame) => Math.sqrt(frame.reduce((sum, each) => sum + each * each, 0) / FRAME));
  const floor = LOUD * [...levels].sort((a, b) => a - b)[Math.floor(0.95 * levels.length)];
  const phrases = [[]];
  let quiet = 0;
  for (const [place, frame] of frames.entries()) {
    quiet = levels[place] > floor ? 0 : quiet + 1;
    if (quiet === PAUSE) phrases.push([]);
    if (quiet === 0) phrases.at(-1).push(Meyda.extract("mfcc", frame).slice(1));
  }
  return phrases.filter((phrase) => phrase.length >= SHORT);
}

// Two-means over the phrases' middles, from a few starts; gives each phrase's side.
function split(phrases) {
  const middles = phrases.map(middle);
  const scale = within(phrases, middles);
  const points = middles.map((point) => point.map((each, axis) => each / scale[axis]));
  const tries = Array.from({ length: STARTS }, (_, start) => settle(phrases, points, start));
  return tries.reduce((best, each) => (each.cost < best.cost ? each : best)).sides;
}

function settle(phrases, points, start) {
  const first = points[Math.floor((start * points.length) / STARTS)];
  let centres = [first, points.reduce((best, each) => (distance(each, first) > distance(best, first) ? each : best))];
  let sides = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    sides = points.map((point) => Number(distance(point, centres[1]) < distance(point, centres[0])));
    centres = centres.map((centre, side) => {
      const own = phrases.flatMap((phrase, place) => (sides[place] === side ? phrase.map(() => points[place]) : []));
      return own.length ? middle(own) : centre;
    });
  }
  const cost = points.reduce((sum, point, place) => sum + phrases[place].length * distance(point, centres[sides[place]]), 0);
  return { sides, cost };
}

function middle(points) {
  return points[0].map((_, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

function within(phrases, middles) {
  return middles[0].map((_, axis) => {
    const squares = phrases.flatMap((phrase, place) => phrase.map((frame) => (frame[axis] - middles[place][axis]) ** 2));
    return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length) || 1;
  });
}

function distance(a, b) {
  return a.reduce((sum, each, axis) => sum + (each - b[axis]) ** 2, 0);
}

// The logarithm of the determinant of the frames' covariance, by Cholesky's decomposition.
function spread(frames) {
  if (!frames.length) return 0;
  const centre = middle(frames);
  const size = centre.length;
  const root = Array.from({ length: size }, () => new Float64Array(size));
  let log = 0;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let rest = frames.reduce((sum, frame) => sum + (frame[row] - centre[row]) * (frame[column] - centre[column]), 0) / frames.length;
      for (let each = 0; each < column; each += 1) rest -= root[row][each] * root[column][each];
      root[row][column] = row === column ? Math.sqrt(rest + 1e-3) : rest / root[column][column];
    }
    log += 2 * Math.log(root[row][row]);
  }
  return log;
}
