// Puts an event together from its leaf and its disclosures, as docs/spec/entry.md says: only from bytes that were checked.
import { member, read, text, write } from './json.js';
import { base64url, fromBase64url, sha256, utf8 } from './tree.js';

// What differs from what the leaf commits to.
export class Altered extends Error {
  constructor(what) {
    super(what);
    this.what = what;
  }
}

const node = value => ({ text: value, raw: JSON.stringify(value) });
const decode = spelling => spelling.includes('%') ? decodeURIComponent(spelling) : spelling;

export async function rebuild(leafText, parts, gone) {
  const leaf = read(leafText);
  const digests = new Set((member(leaf, '_sd')?.items ?? []).map(d => d.text));
  const disclosures = [];
  for (const encoded of parts) {
    const digest = base64url(await sha256(utf8(encoded)));
    if (!digests.has(digest)) throw new Altered('disclosure');
    const [, name, value] = read(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fromBase64url(encoded))).items;
    disclosures.push({ name: name.text, subject: text(value, 'subject'), value, digest });
  }

  const withheld = gone.withheld.filter(w => digests.has(w.digest));
  const shown = new Set([...disclosures, ...withheld].map(d => d.digest));
  const missing = [...digests].filter(d => !shown.has(d));
  const isComplete = disclosures.length === digests.size;
  const party = p => p && { type: text(p, 'type'), id: text(p, 'id') };
  const covered = p => p?.id != null && (p.id[0] === '~' || p.id[0] === '^');
  const subjectOf = p => p?.id == null ? null : `${p.type}:${p.id}`;
  const leafActor = party(member(leaf, 'actor'));
  const leafTargets = (member(leaf, 'targets')?.items ?? []).map(party);

  let actor, contact, network, content;
  const [ids, targets, pieces, marks] = [new Map(), new Map(), [], []];
  for (const { name, subject, value } of disclosures) {
    for (const [path, mark] of member(value, 'shaped')?.members ?? []) marks.push([path, mark]);
    if (name === 'actor') {
      if (subject === subjectOf(leafActor)) actor = value;
      if (subject !== null && text(value, 'id') !== null) ids.set(subject, text(value, 'id'));
    } else if (name === 'actor.contact') contact = value;
    else if (name === 'network') network = value;
    else if (name === 'targets') {
      for (const kind of ['id', 'name']) {
        for (const [at, of] of member(value, `${kind}s`)?.members ?? []) targets.set(+at, { ...targets.get(+at), [kind]: of.text });
      }
    } else if (member(value, 'values')) pieces.push(...member(value, 'values').members);
    else content = value;
  }

  // Parts that are about others go back to where they were taken from.
  const texts = { '/description': text(content, 'description'), '/reason': text(content, 'reason'), '/outcome/error': text(content, 'error') };
  const inner = { members: [['changes', member(content, 'changes')], ['metadata', member(content, 'metadata')]] };
  for (const [pointer, value] of pieces) {
    if (pointer in texts) texts[pointer] = value.text;
    else putBack(inner, tokens(pointer), value);
  }

  const word = (name, behind, isEncoded, as = name) => {
    const inLeaf = name === 'code' ? text(member(leaf, 'outcome'), 'code') : name === 'role' ? text(member(leaf, 'actor'), 'role') : text(leaf, name);
    return inLeaf === null ? null : inLeaf[0] === '^' ? text(behind, as) ?? inLeaf : isEncoded ? decode(inLeaf) : inLeaf;
  };
  const idOf = p => covered(p) && ids.has(subjectOf(p)) ? ids.get(subjectOf(p)) : p.id;
  const other = party(member(member(leaf, 'actor'), 'on_behalf_of'));
  const event = {
    action: text(leaf, 'action'),
    category: word('category', content, false),
    occurred_at: text(leaf, 'occurred_at'),
    recorded_at: text(leaf, 'recorded_at'),
    description: texts['/description'],
    reason: texts['/reason'],
    actor: {
      type: decode(leafActor.type),
      id: isComplete && leafActor.id?.[0] === '~' ? ids.get(subjectOf(leafActor)) ?? null : idOf(leafActor),
      name: text(actor, 'name'),
      email: text(contact, 'email'),
      phone: text(contact, 'phone'),
      role: word('role', actor, true),
      on_behalf_of: other && { type: decode(other.type), id: idOf(other) },
    },
    targets: [
      ...leafTargets.map((t, at) => ({
        type: decode(t.type), id: covered(t) && targets.get(at)?.id != null ? targets.get(at).id : t.id, name: targets.get(at)?.name ?? null,
      })),
      ...(member(member(content, 'more_targets'), 'list')?.items ?? []).map((t, at) => ({
        type: text(t, 'type') ?? 'unknown', id: text(t, 'id'), name: targets.get(leafTargets.length + at)?.name ?? text(t, 'name'),
      })),
    ],
    outcome: { result: text(member(leaf, 'outcome'), 'result'), code: word('code', content, true), error: texts['/outcome/error'] },
    context: {
      source: word('source', network, true),
      ip: text(network, 'ip'),
      user_agent: text(network, 'user_agent'),
      session_id: text(network, 'session_id'),
      request_id: word('request_id', network, false),
      trace_id: word('trace_id', network, false),
      operation_id: word('operation_id', network, false),
    },
    changes: (inner.members[0][1]?.items ?? []).filter(c => c.members),
    metadata: inner.members[1][1]?.members ?? [],
  };
  return { leaf, event, disclosures, withheld, missing, marks: new Map(marks), leafActor, leafTargets, subjectOf, covered };
}

// The value at a pointer of the event, as a node; undefined: there is none.
export function valueAt(event, pointer) {
  let place = event;
  for (const token of tokens(pointer)) {
    if (place == null) return undefined;
    if (place.members) place = place.members.find(([n]) => n === token)?.[1];
    else if (place.items) place = place.items[+token];
    else if (place === event.metadata) place = place.find(([n]) => n === token)?.[1];
    else place = place[token];
  }
  return typeof place === 'string' ? node(place) : place == null ? undefined : place;
}

const tokens = pointer => pointer.split('/').slice(1).map(t => t.replaceAll('~1', '/').replaceAll('~0', '~'));

function putBack(root, path, value) {
  let place = root;
  for (const token of path.slice(0, -1)) {
    place = place?.items ? place.items[/^[0-9]+$/.test(token) ? +token : -1] : place?.members?.find(([n]) => n === token)?.[1];
  }
  const last = path.at(-1);
  if (place?.items) {
    if (/^[0-9]+$/.test(last) && +last < place.items.length) place.items[+last] = value;
  } else if (place?.members) {
    const found = place.members.find(([n]) => n === last);
    if (found) found[1] = value;
    else place.members.push([last, value]);
  }
}

export { write };
