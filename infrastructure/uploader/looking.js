// Looks at a recording before it is sent: how long it is, whether anything is heard, whether one side is missing.
// What a browser cannot tell is said so; the server looks again at everything.

const HEARD_BYTES = 1024 * 1024; // about a minute of a telephone's sound, and quick to look at
const RATE = 16000;
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
  warnings.push(...(await hear(file)));
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

async function hear(file) {
  try {
    const bytes = await file.slice(0, HEARD_BYTES).arrayBuffer();
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
}

function level(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}
