// Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519 by Web Crypto.
import { base64, fromBase64, join, same, sha256, utf8 } from './tree.js';

// name+id+base64: what a verifier key is made of.
export async function verifier(text) {
  const [, name, id, key] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = key ? fromBase64(key) : [];
  if (bytes.length !== 33 || bytes[0] !== 1) throw new Error('the verifier key has no form that is known');
  const expected = (await sha256(join(utf8(`${name}\n`), bytes))).subarray(0, 4);
  if (hex(expected) !== id) throw new Error('the verifier key does not have its own id');
  return { text: text.trim(), name, id: expected, key: await crypto.subtle.importKey('raw', bytes.subarray(1), 'Ed25519', false, ['verify']) };
}

// Whether the key signed the note: exactly one line of it, and that one good.
export async function isSigned(note, { name, id, key }) {
  const [text, signatures] = parts(note);
  const own = signatures.filter(s => s.name === name && same(s.bytes.subarray(0, 4), id));
  return own.length === 1 && own[0].bytes.length === 68 && crypto.subtle.verify('Ed25519', key, own[0].bytes.subarray(4), utf8(text));
}

export function checkpoint(note) {
  const [origin, size, root, ...rest] = parts(note)[0].split('\n');
  const bytes = fromBase64(root ?? '');
  if (!origin || !/^(?:0|[1-9][0-9]{0,15})$/.test(size) || bytes.length !== 32 || base64(bytes) !== root || rest.length !== 1 || rest[0] !== '') {
    throw new Error('the checkpoint is none');
  }
  return { origin, size: Number(size), root: bytes };
}

function parts(note) {
  const at = note.lastIndexOf('\n\n');
  if (at < 0) throw new Error('the checkpoint is not signed');
  const lines = note.slice(at + 2).split('\n');
  if (lines.pop() !== '') throw new Error('the checkpoint does not end');
  return [note.slice(0, at + 1), lines.map(line => {
    const [, name, signature] = /^\u2014 (\S+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    if (!name) throw new Error('a signature of the checkpoint has no form that is known');
    return { name, bytes: fromBase64(signature) };
  })];
}

const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
