// Tells an entry again, from its checked bytes, as the log's own words have it. It is what src/Cairn/Reading/EntrySentence.cs does.
import { told } from './json.js';

const onTarget = '{actor}: {action} on {targets}';
const alone = '{actor}: {action}';
const mostTargets = 10;

// The pieces of the sentence: { text, place }.
export function tell({ event, disclosures, withheld, missing, marks, leafActor, leafTargets, subjectOf, covered }, template, gone, persons) {
  const isPerson = type => persons.includes(type);
  const goneWord = gone.missing.length === 0 ? 'an erased' : gone.erased.length === 0 ? 'a missing' : 'an erased or missing';
  const nameless = (type, subject) => withheld.some(w => w.subject === subject) ? `a withheld ${type}` : `${goneWord} ${type}`;
  const isGone = (id, party) => covered(party) && id === party.id;
  const isAnyGone = missing.length > 0;
  const isForgotten = () => isAnyGone && !disclosures.some(d => d.subject === subjectOf(leafActor));
  const isErased = group => isAnyGone && !disclosures.some(d => d.name === group);
  const isWithheld = group => withheld.some(w => w.name === group);

  const { actor, targets, changes } = event;
  const known = actor.name ?? (actor.id === null ? actor.phone ?? actor.email
    : isGone(actor.id, leafActor) ? (leafActor.id[0] === '~' ? actor.phone ?? actor.email : null)
    : isForgotten() ? null : actor.id);
  const isOurs = !known;
  const nobody = () => actor.id !== null ? nameless(actor.type, subjectOf(leafActor))
    : actor.type === 'system' ? 'the system' : actor.type === 'unknown' ? 'somebody unknown' : `an unknown ${actor.type}`;

  const target = at => {
    const t = targets[at];
    return t.name ? t.name
      : t.id === null ? (isPerson(t.type) ? `an unknown ${t.type}` : `some ${t.type}`)
      : at < leafTargets.length && isGone(t.id, leafTargets[at]) ? nameless(t.type, subjectOf(leafTargets[at]))
      : isPerson(t.type) ? t.id : `${t.type} ${t.id}`;
  };
  const all = () => {
    const named = targets.slice(0, mostTargets).map((_, at) => target(at));
    const count = marks.get('/targets')?.members?.find(([n]) => n === 'count')?.[1].raw;
    const more = (count ? Number(count) : targets.length) - named.length;
    if (more > 0) named.push(`${more.toLocaleString('en-US')} more`);
    return named.length === 0 ? 'something' : named.length === 1 ? named[0] : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  };
  const path = changes[0]?.members.find(([n]) => n === 'path')?.[1].text;
  const side = name => {
    const value = changes[0]?.members.find(([n]) => n === name)?.[1];
    return value ? told(value)
      : changes.length === 0 && isErased('content') ? `${goneWord} value` : isWithheld('content') ? 'a withheld value' : 'nothing';
  };
  const metadata = name => {
    const value = event.metadata.find(([n]) => n === name)?.[1];
    return value ? told(value) : isErased('content') ? `${goneWord} value` : isWithheld('content') ? 'a withheld value' : 'nothing';
  };
  const fill = place => place === 'actor' ? (isOurs ? nobody() : known)
    : place === 'action' ? event.action
    : place === 'target' ? (targets.length > 0 ? target(0) : 'something')
    : place === 'targets' ? all()
    : place === 'path' ? (path === undefined ? 'something' : path === '' ? 'the whole value' : path.slice(1))
    : place === 'before' || place === 'after' ? side(place)
    : place === 'reason' ? event.reason ?? 'no reason given'
    : place === 'code' ? event.outcome.code ?? 'no code'
    : metadata(place.slice('metadata.'.length));

  const words = template ?? (targets.length > 0 ? onTarget : alone);
  const pieces = words.split(/\{([^}]*)\}/).map((part, i) => i % 2 === 0 ? { text: part, place: null } : { text: fill(part), place: part });
  pieces.push({ text: ending(event), place: null });
  const first = pieces.find(p => p.text.length > 0);
  if (first && (!words.startsWith('{') || (words.startsWith('{actor}') && isOurs))) {
    const upper = first.text[0].toUpperCase();
    first.text = (upper.length === 1 ? upper : first.text[0]) + first.text.slice(1);
  }
  return pieces.filter(p => p.text.length > 0);
}

function ending({ action, outcome: { result, error } }) {
  if (result === 'success' || action.endsWith('failed') || action.endsWith('denied')) return '';
  return result === 'failure' ? (error !== null ? `: failed (${error})` : ': failed') : result === 'denied' ? ': denied' : ': unfinished';
}
