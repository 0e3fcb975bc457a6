// A recording's fingerprint: the SHA-256 of the SHA-256s of its pieces, read one piece at a time.

export const PIECE_BYTES = 8 * 1024 * 1024;
const DIGITS = 32; // 128 bits: no two recordings share one by accident

export async function fingerprint(file) {
  const digests = [];
  for (let start = 0; start < file.size; start += PIECE_BYTES) digests.push(await digest(file.slice(start, start + PIECE_BYTES)));
  return hex(await digest(new Blob(digests)));
}

export async function together(texts) {
  return hex(await digest(new Blob([texts.join("\n")])));
}

export async function pieceDigest(file, number) {
  const bytes = new Uint8Array(await digest(file.slice((number - 1) * PIECE_BYTES, number * PIECE_BYTES)));
  return btoa(String.fromCharCode(...bytes));
}

async function digest(blob) {
  return crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
}

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, DIGITS);
}
