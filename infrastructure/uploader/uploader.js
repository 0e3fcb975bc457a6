// Sends recordings from a therapist's browser straight to the store, piece by piece, and goes on where it stopped.
// The page works without it: see the form inside <noscript>. `make uploader` bundles it with Uppy into one file.
import Uppy from "@uppy/core";
import AwsS3 from "@uppy/aws-s3";
import { fingerprint, pieceDigest, PIECE_BYTES, together } from "./fingerprint.js";
import { look } from "./looking.js";

const form = document.getElementById("upload");
const list = document.getElementById("recordings");
const status = document.getElementById("upload-status");
const here = form.dataset.address;
const token = form.elements.form_token.value;
const RETRY_MS = 5000;
const chosen = []; // what was chosen and looked at: {file, item, found}
let isSending = false;

const uppy = new Uppy({ autoProceed: false, allowMultipleUploadBatches: true });
uppy.use(AwsS3, { shouldUseMultipart: true, limit: 1, getChunkSize: () => PIECE_BYTES, signRequest });

form.hidden = false;
form.elements.files.addEventListener("change", choose);
form.addEventListener("submit", send);
window.addEventListener("beforeunload", (event) => { if (isSending) event.preventDefault(); });
window.addEventListener("online", () => { if (isSending) uppy.retryAll(); });

async function choose() {
  const files = [...form.elements.files.files];
  form.elements.files.value = ""; // its name is not needed any more
  for (const file of files) {
    const item = list.appendChild(document.getElementById("recording").content.firstElementChild.cloneNode(true));
    const entry = { file, item, found: null };
    chosen.push(entry);
    item.querySelector("button").addEventListener("click", () => drop(entry));
    say(entry, `Recording ${chosen.length}`, "Looking at it …");
    entry.found = await look(file);
    say(entry, `Recording ${chosen.indexOf(entry) + 1}, ${entry.found.said}`, entry.found.warnings.join(" "));
    entry.item.classList.toggle("warm", entry.found.warnings.length > 0);
  }
  estimate();
}

function drop(entry) {
  const inUppy = entry.id && uppy.getFile(entry.id);
  if (inUppy) uppy.removeFile(entry.id); // aborts what is under way, and what has arrived goes
  chosen.splice(chosen.indexOf(entry), 1);
  entry.item.remove();
  estimate();
}

async function send(event) {
  event.preventDefault();
  if (isSending || chosen.length === 0) {
    announce(isSending ? "It is on its way." : "Choose a recording first.");
    return;
  }
  isSending = true;
  await name(chosen);
  for (const entry of [...chosen]) {
    if (!entry.isDone) await sendOne(entry);
  }
  isSending = false;
  if (chosen.length && chosen.every((entry) => entry.isDone)) {
    location.assign(`${here}/arrived?${new URLSearchParams({ name: chosen[0].name })}`);
  }
}

// Named by content and marks; several recordings are one session, in the order in which they were chosen.
async function name(entries) {
  for (const entry of entries) {
    if (!entry.isDone) say(entry, null, "Taking its fingerprint …");
    entry.marks = entry.item.querySelector("input").value.trim();
    entry.print ??= await fingerprint(entry.file);
  }
  const group = await together(entries.map((entry) => entry.print + entry.marks));
  const count = String(entries.length).padStart(2, "0");
  entries.forEach((entry, index) => {
    const place = entries.length > 1 ? `/${String(index + 1).padStart(2, "0")}-of-${count}` : "";
    entry.name = `${group}${place}.${extension(entry.file)}`;
  });
}

async function sendOne(entry) {
  const begun = await ask(`${here}/uploads`, { ...declared(), name: entry.name, off_record: entry.marks });
  if (begun.message) {
    say(entry, null, begun.message);
    entry.item.classList.add("warm");
    return;
  }
  entry.item.classList.remove("warm");
  entry.name = begun.name; // another one than asked for, where these files were sent and refused before
  entry.id = uppy.addFile({ source: "console", name: entry.name, type: "application/octet-stream", data: entry.file });
  uppy.setFileState(entry.id, { s3Multipart: { uploadId: begun.upload_id, key: entry.name } });
  await finished(entry);
}

function finished(entry) {
  return new Promise((resolve) => {
    const progress = (file, { bytesUploaded, bytesTotal }) => { if (file.id === entry.id) show(entry, bytesUploaded / bytesTotal); };
    const settle = (isDone, said) => {
      uppy.off("upload-progress", progress);
      uppy.off("upload-success", success);
      uppy.off("upload-error", failure);
      uppy.off("file-removed", removed);
      entry.isDone = isDone;
      say(entry, null, said);
      resolve();
    };
    const success = (file) => { if (file.id === entry.id) { show(entry, 1); settle(true, "It has arrived."); } };
    const removed = (file) => { if (file.id === entry.id) settle(false, "Dropped."); };
    const failure = (file, error) => {
      if (file?.id !== entry.id) return;
      say(entry, null, error.source?.status === 0 || !navigator.onLine || /network/i.test(error.message)
        ? "The connection is lost. What has arrived is safe; it goes on by itself."
        : "The store did not take a piece. It is tried again by itself.");
      setTimeout(() => uppy.retryUpload(entry.id), RETRY_MS);
    };
    uppy.on("upload-progress", progress);
    uppy.on("upload-success", success);
    uppy.on("upload-error", failure);
    uppy.on("file-removed", removed);
    uppy.upload();
  });
}

// Everything but the pieces goes to our own function, which speaks to the store; a piece's checksum is signed with it.
async function signRequest({ method, key, uploadId, partNumber }) {
  const named = new URLSearchParams({ name: key, upload_id: uploadId });
  if (!partNumber) return { url: `${here}/uploads/pieces?${named}`, headers: { "x-form-token": token } };
  const file = uppy.getFiles().find((each) => each.name === key);
  const sha256 = await pieceDigest(file.data, partNumber);
  const signed = await ask(`${here}/uploads/sign`, { name: key, upload_id: uploadId, number: partNumber, sha256 });
  if (signed.message) throw new Error(signed.message);
  return signed;
}

async function ask(address, fields) {
  try {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
    const answer = await fetch(address, { method: "POST", body, headers: { "x-form-token": token } });
    return await answer.json();
  } catch {
    return { message: "The connection is lost. Press Send again when you are back; what has arrived is safe." };
  }
}

function declared() {
  const fields = new FormData(form);
  return { agreed: fields.get("agreed"), modality: fields.get("modality"), others: fields.getAll("others").filter(Boolean) };
}

function extension(file) {
  const known = form.dataset.extensions.split(" ");
  const ending = file.name.split(".").at(-1).toLowerCase();
  return known.includes(ending) ? ending : "wav"; // what it is, its content tells
}

function estimate() {
  const seconds = chosen.reduce((sum, entry) => sum + (entry.found?.seconds || 0), 0);
  const place = document.getElementById("estimate");
  const usd = (seconds / 3600) * Number(form.dataset.usdPerHour);
  place.textContent = seconds ? `about ${usd.toFixed(2)} US dollars for these ${Math.round(seconds / 60)} minutes` : place.dataset.usual;
}

function say(entry, title, more) {
  if (title) entry.item.querySelector("h3").textContent = title;
  entry.item.querySelector("p").textContent = more;
  announce(more);
}

function show(entry, share) {
  const bar = entry.item.querySelector("progress");
  bar.hidden = false;
  bar.value = share;
  entry.item.querySelector("p").textContent = `${Math.floor(share * 100)} % has arrived.`;
}

function announce(what) {
  status.textContent = what;
}
