// Looks at a recording before it is sent: how long it is, whether anything is heard, whether one side or voice is missing.
// What a browser cannot tell is said so; the server looks again at everything.
import { isOneVoice, RATE } from "./voices.js";

const HEARD_S = 300; // its first minutes: by then both have spoken
const HEARD_BYTES = { least: 1024 * 1024, most: 32 * 1024 * 1024 }; // a telephone holds both as sound
const SILENT = 0.003; // root mean square of full scale: below it nobody speaks
const SHORT_S = 60;
const LONG_S = 2 * 3600;
const META_MS = 4000;

export async function look(file) {
  const seconds = await lengthOf(file);
  const warnings = [];
  if (!seconds) warnings.push("Its length cannot be told here; it is looked at when it has arrived.");
  else if (seconds < SHORT_S) warnings.push("It is shorter than a minute. Is it the right one?");
  else if (seconds > LONG_S) warnings.push("It is longer than two hours. Is it one session?");
  warnings.push(...(await hear(file, seconds)));
  const megabytes = `${(file.size / 1e6).toFixed(1)} MB`;
  return { seconds, warnings, said: seconds ? `${length(seconds)}, ${megabytes}` : megabytes };
}

function length(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} seconds` : `${Math.round(seconds / 60)} minutes`;
}

function lengthOf(file) {
  return new Promise((resolve) => {
    const address = URL.createObjectURL(file);
    const sound = new Audio();
    const end = (seconds) => {
      URL.revokeObjectURL(address);
      resolve(Number.isFinite(seconds) ? seconds : 0);
    };
    sound.preload = "metadata";
    sound.onloadedmetadata = () => end(sound.duration);
    sound.onerror = () => end(0);
    setTimeout(() => end(0), META_MS);
    sound.src = address;
  });
}

async function hear(file, seconds) {
  try {
    const wanted = seconds ? (file.size / seconds) * HEARD_S : 0;
    const bytes = await file.slice(0, Math.min(HEARD_BYTES.most, Math.max(HEARD_BYTES.least, wanted))).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
    return [...judge(sound)];
  } catch {
    return ["Its sound cannot be looked at in this browser; it is looked at when it has arrived."];
  }
}

function* judge(sound) {
  const levels = Array.from({ length: sound.numberOfChannels }, (_, channel) => level(sound.getChannelData(channel)));
  if (Math.max(...levels) < SILENT) yield "Nothing is heard in its first minutes. Check that the microphone was on.";
  else if (levels.length > 1 && Math.min(...levels) < SILENT) yield "Only one side is heard in its first minutes. Was the other microphone on?";
  else if (isOneVoice(together(sound))) yield "Its first minutes sound like one voice only. Are both of you heard in it? Two who sound much alike can be taken for one.";
}

// A voice on each side, or both on both: mixed, two voices stay two.
function together(sound) {
  const mixed = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) sound.getChannelData(channel).forEach((each, place) => { mixed[place] += each / sound.numberOfChannels; });
  return mixed.subarray(0, HEARD_S * RATE);
}

function level(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
