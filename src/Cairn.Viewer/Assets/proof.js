// Checks in the browser what the page shows: signature, tree, leaves, disclosures, sentences, values. See docs/design/viewer.md.
import { Altered, rebuild, valueAt } from './event.js';
import { member, read, shown, text } from './json.js';
import { checkpoint, isSigned, verifier } from './note.js';
import { tell } from './sentence.js';
import { base64, base64url, fromBase64, leafHash, same, sha256, Tree, utf8 } from './tree.js';
import { standard } from './words.js';

// The whole log is in question, not one entry.
export class Alarm extends Error {
  constructor(what) {
    super(what);
    this.what = what;
  }
}

// Nothing can be said here.
export class Cannot extends Error {}

const shortestCut = 150;

export async function isPossible() {
  if (!globalThis.crypto?.subtle) return false;
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32).fill(1), 'Ed25519', false, ['verify']);
    return true;
  } catch (error) {
    return error.name !== 'NotSupportedError';
  }
}

// The newest checkpoint, held against the key that was seen first and the checkpoint that was seen last.
export async function openLog({ root, tenant }) {
  const get = async path => {
    const url = new URL(`${root}/${path}`, location.origin);
    if (tenant) url.searchParams.set('tenant', tenant);
    const answer = await fetch(url, { cache: 'no-store', credentials: 'same-origin' });
    if (!answer.ok) throw new Cannot(`${path}: ${answer.status}`);
    return answer;
  };
  const [note, vkey] = [await (await get('checkpoint')).text(), (await (await get('vkey')).text()).trim()];
  const name = `cairn ${root} ${tenant ?? ''}`;
  const pinned = JSON.parse(localStorage.getItem(name) ?? 'null');
  let head;
  try {
    head = checkpoint(note);
  } catch {
    throw new Alarm('JsAlarmCheckpoint');
  }

  const current = await verifier(vkey).catch(() => { throw new Alarm('JsAlarmKey'); });
  if (current.name !== head.origin || !await isSigned(note, current)) throw new Alarm('JsAlarmCheckpoint');
  const tree = new Tree(head.size, async path => new Uint8Array(await (await get(path)).arrayBuffer()));
  let moved = false;
  if (pinned && pinned.key !== current.text) {
    const before = await verifier(pinned.key);
    if (before.name === current.name) {
      // A key that follows another is vouched for by it.
      if (!await isSigned(note, before)) throw new Alarm('JsAlarmKey');
    } else {
      // The log goes on under a new origin, signed by the same key.
      if (pinned.key.split('+').slice(2).join('+') !== current.text.split('+').slice(2).join('+') || !await goesOn(get, tree, head, pinned)) {
        throw new Alarm('JsAlarmKey');
      }
      moved = true;
    }
  }

  if (pinned && !moved && pinned.size > 0) {
    if (pinned.size > head.size) throw new Alarm('JsAlarmFork');
    const [then, now] = await tree.rootsAt(pinned.size);
    if (!same(then, fromBase64(pinned.root)) || !same(now, head.root)) throw new Alarm('JsAlarmFork');
  }

  const since = pinned?.since ?? new Date().toISOString();
  localStorage.setItem(name, JSON.stringify({ key: current.text, size: head.size, root: base64(head.root), since }));
  return { tree, head, key: current.text, since, moved };
}

async function goesOn(get, tree, head, pinned) {
  const page = new DOMParser().parseFromString(await (await get('entries/0')).text(), 'text/html');
  const { leaf, manifest } = page.querySelector('[data-entry="0"]')?.dataset ?? {};
  if (!leaf || !manifest || head.size === 0 || !same(await tree.rootWith(0, await leafHash(leaf)), head.root)) return false;
  const says = read(manifest);
  return text(read(leaf), 'manifest') === base64url(await sha256(utf8(manifest)))
    && text(says, 'kind') === 'continued' && text(says, 'vkey') === pinned.key;
}

// Checks one entry of the page: 'proved', 'words' (the sentence's words are the host's), 'unsigned', or it throws.
export async function checkEntry(element, log, { persons, say, root, tenant }) {
  const { entry } = element.dataset;
  const { leaf, parts, withheld, erased, missing, manifest } = await evidenceOf(element, root, tenant);
  const gone = {
    withheld: withheld ? JSON.parse(withheld) : [], erased: erased ? erased.split(' ') : [], missing: missing ? missing.split(' ') : [],
  };
  const index = Number(entry);
  const isSignedYet = log && index < log.head.size;
  if (isSignedYet && !same(await log.tree.rootWith(index, await leafHash(leaf)), log.head.root)) throw new Altered('JsWhyTree');
  let rebuilt;
  try {
    rebuilt = await rebuild(leaf, parts ? parts.split('~') : [], gone);
  } catch (error) {
    throw error instanceof Altered ? new Altered('JsWhyDisclosure') : new Altered('JsWhyLeaf');
  }

  const isHosts = await checkSentence(element.querySelector('[data-sentence]'), rebuilt, gone, persons, manifest);
  for (const value of element.querySelectorAll('[data-is], [data-absent]')) checkValue(value, rebuilt.event);
  for (const name of element.querySelectorAll('[data-named]')) checkName(name, rebuilt.event);
  checkOutcome(element.querySelector('[data-result]'), rebuilt.event.outcome.result, say);
  return !isSignedYet ? 'unsigned' : isHosts ? 'words' : 'proved';
}

// What a large entry is checked by is on its own page.
async function evidenceOf(element, root, tenant) {
  const { entry, evidence } = element.dataset;
  if (evidence !== 'apart') return element.dataset;
  const url = new URL(`${root}/entries/${entry}`, location.origin);
  if (tenant) url.searchParams.set('tenant', tenant);
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) throw new Cannot(`entries/${entry}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  return page.querySelector(`[data-entry="${CSS.escape(entry)}"]`)?.dataset ?? {};
}

async function checkSentence(element, rebuilt, gone, persons, manifest) {
  const { leaf, event } = rebuilt;
  if (event.action.startsWith('cairn.')) {
    if (!manifest || base64url(await sha256(utf8(manifest))) !== text(leaf, 'manifest')) throw new Altered('JsWhySentence');
    return true;
  }

  const declared = text(leaf, 'declared');
  let words = Object.hasOwn(standard, event.action) ? Object.values(standard[event.action]) : null;
  if (declared && manifest) {
    if (!base64url(await sha256(utf8(manifest))).startsWith(declared) || text(read(manifest), 'name') !== event.action) throw new Altered('JsWhySentence');
    words = member(read(manifest), 'sentences').members.map(([, sentence]) => sentence.text);
  }

  const pieces = [...element.children].map(p => ({ text: p.textContent, place: p.dataset.place ?? null, isCut: 'cut' in p.dataset }));
  if ((words ?? [null]).some(w => isSaid(pieces, tell(rebuilt, w, gone, persons)))) return false;
  if (words) throw new Altered('JsWhySentence');

  // The words are the host's; what they put in their places is the entry's all the same.
  for (const piece of pieces.filter(p => p.place)) {
    const [expected] = tell(rebuilt, `{${piece.place}}`, gone, persons);
    if (!expected || !isShown(piece, expected.text, true)) throw new Altered('JsWhySentence');
  }
  return true;
}

const isSaid = (pieces, expected) =>
  pieces.length === expected.length && pieces.every((p, i) => p.place === expected[i].place && isShown(p, expected[i].text));

const isShown = (piece, expected, anyCase = false) => piece.isCut
  ? piece.text.length >= shortestCut && piece.text.endsWith('…') && expected.startsWith(piece.text.slice(0, -1))
  : piece.text === expected || (anyCase && piece.text.toLowerCase() === expected.toLowerCase());

function checkValue(element, event) {
  const { is, absent } = element.dataset;
  const value = valueAt(event, is ?? absent);
  if (absent !== undefined) {
    if (value !== undefined) throw new Altered('JsWhyValue');
    return;
  }

  if (value === undefined) throw new Altered('JsWhyValue');
  const isFree = /^\/metadata\/|^\/changes\/[0-9]+\/(?:before|after)/.test(is);
  const expected = isFree ? shown(value) : value.text;
  const isRight = element.tagName === 'TIME' ? element.getAttribute('datetime') === expected
    : isShown({ text: element.textContent, isCut: 'cut' in element.dataset }, expected);
  if (!isRight) throw new Altered('JsWhyValue');
}

// A name stands before the value that has it: the last part of its pointer, or what a change's line adds to it.
function checkName(element, event) {
  const { named } = element.dataset;
  const pointers = [...element.closest('div, tr').querySelectorAll('[data-is], [data-absent]')].map(v => v.dataset.is ?? v.dataset.absent);
  const isRight = named === 'change'
    ? pointers.filter(p => /^\/changes\/[0-9]+\/(?:before|after)/.test(p)).every(p => p.replace(/^\/changes\/[0-9]+\/(?:before|after)/, '') === element.textContent)
    : named.slice(named.lastIndexOf('/') + 1).replaceAll('~1', '/').replaceAll('~0', '~') === element.textContent
      && valueAt(event, named) !== undefined && pointers.every(p => p === named || p.startsWith(`${named}/`));
  if (!isRight) throw new Altered('JsWhyValue');
}

// Without a word about it, an entry of a list was a success.
function checkOutcome(element, result, say) {
  if ((element?.dataset.result ?? 'success') !== result || (element && !element.textContent.endsWith(say(`Outcome.${result}`)))) {
    throw new Altered('JsWhyValue');
  }
}
