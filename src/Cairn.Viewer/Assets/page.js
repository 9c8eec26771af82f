// What a page does beyond being read: marks, times, new entries, keys, copies. Without it everything can still be read and found.
import { complete } from './complete.js';
import { Altered } from './event.js';
import { Alarm, Cannot, checkEntry, isPossible, openLog } from './proof.js';

const { root, tenant, persons } = document.body.dataset;
const words = new Map([...document.querySelector('[data-words]').content.querySelectorAll('data')].map(d => [d.value, d.textContent]));
const say = (name, ...values) => values.reduce((s, v, i) => s.replaceAll(`{${i}}`, v), words.get(name) ?? name);
const make = (tag, className, content) => Object.assign(document.createElement(tag), { className, textContent: content });
const zone = document.documentElement.dataset.zone;
const language = document.documentElement.lang;

// Times

function tellTimes(within = document) {
  const ago = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  for (const time of within.querySelectorAll('time[data-relative]')) {
    const at = new Date(time.dateTime);
    const seconds = (Date.now() - at) / 1000;
    time.textContent = seconds < 0 || seconds >= 86400 ? clock.format(at)
      : seconds < 60 ? ago.format(-Math.floor(seconds), 'second')
      : seconds < 3600 ? ago.format(-Math.floor(seconds / 60), 'minute')
      : ago.format(-Math.floor(seconds / 3600), 'hour');
  }
}

function switchZone() {
  const button = document.querySelector('[data-zone-switch]');
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (local === 'UTC' && zone === 'UTC') return;
  button.hidden = false;
  button.addEventListener('click', () => {
    const chosen = zone === local ? 'UTC' : local;
    document.cookie = `cairn_zone=${encodeURIComponent(chosen)}; path=${root || '/'}; max-age=31536000; samesite=strict`;
    location.reload();
  });
}

// Rows close together, for whoever reads many

function switchDensity() {
  const button = document.querySelector('[data-dense-switch]');
  if (!button) return;
  const show = isDense => {
    document.body.classList.toggle('dense', isDense);
    button.setAttribute('aria-pressed', String(isDense));
  };
  button.hidden = false;
  show(localStorage.getItem('cairn dense') === 'yes');
  button.addEventListener('click', () => {
    const isDense = !document.body.classList.contains('dense');
    localStorage.setItem('cairn dense', isDense ? 'yes' : 'no');
    show(isDense);
  });
}

// Proof

const state = document.querySelector('[data-proof-state]');
const explanation = document.querySelector('[data-explain]');
let checking = 0;
let patience = 2000;

async function prove() {
  const mine = ++checking;
  const entries = [...document.querySelectorAll('[data-entry]')];
  const unreadable = [...document.querySelectorAll('[data-unreadable]')].map(e => e.dataset.unreadable);
  state.hidden = entries.length === 0 && unreadable.length === 0;
  if (state.hidden) return;
  show('checking', say('JsChecking'));
  if (!await isPossible()) {
    show('cannot', say('JsCannot'));
    return;
  }

  let log = null;
  try {
    log = await openLog({ root, tenant });
  } catch (error) {
    if (error instanceof Alarm) {
      alarm(say(error.what), []);
      show('alarm', say('JsAlarm'));
      return;
    }
    if (!(error instanceof Cannot) && !(error instanceof TypeError)) throw error;
  }

  const bad = unreadable.map(index => [index, 'JsWhyLeaf']);
  const counts = { proved: 0, words: 0, unsigned: 0 };
  for (const entry of entries) {
    if (mine !== checking) return;
    try {
      const result = await checkEntry(entry, log, { persons: persons.split('\n'), say, root, tenant });
      counts[result]++;
      mark(entry, result === 'unsigned' ? (log ? 'unsigned' : 'cannot') : 'proved',
        result === 'unsigned' ? say(log ? 'JsUnsigned' : 'JsNoCheckpoint') : result === 'words' ? `${say('JsProved')} ${say('JsHostWords')}` : say('JsProved'));
    } catch (error) {
      if (error instanceof Altered) {
        bad.push([entry.dataset.entry, error.what]);
        entry.classList.add('bad');
        mark(entry, 'altered', say('JsAltered'));
      } else if (error instanceof Cannot || error instanceof TypeError) {
        mark(entry, 'cannot', say('JsCannot'));
      } else throw error;
    }
  }

  if (mine !== checking) return;
  if (bad.length > 0) {
    alarm(null, bad);
    show('alarm', say('JsAlarm'));
  } else if (!log) show('cannot', say('JsNoCheckpoint'));
  else {
    const proved = counts.proved + counts.words;
    show(proved > 0 ? 'proved' : 'unsigned', proved > 0 ? sayProved(proved) : say('JsUnsigned'));
    explain(log, counts);
    // The signer comes within a second; where none does, it is asked for less and less often.
    if (counts.unsigned > 0) setTimeout(() => mine === checking && document.visibilityState === 'visible' && prove(), patience);
    patience = counts.unsigned > 0 ? Math.min(60_000, patience * 1.5) : 2000;
  }
}

const sayProved = count => count === 1 ? say('JsProvedOne') : say('JsProvedAll', count);

function show(kind, words) {
  state.dataset.proofState = kind;
  state.className = `quiet proof-state ${kind}`;
  state.textContent = words;
}

function mark(entry, kind, words) {
  const place = entry.querySelector('[data-mark]');
  place.className = `mark ${kind}`;
  place.dataset.mark = kind;
  place.title = words;
  place.replaceChildren(make('span', 'unseen', words));
}

function alarm(words, entries) {
  const banner = document.querySelector('[data-alarm]');
  banner.replaceChildren(make('strong', '', words ?? say('JsAlarm')));
  const list = make('ul', '', '');
  for (const [index, why] of entries) {
    const link = make('a', '', say('JsEntries', index));
    link.href = `${root}/entries/${index}${tenant ? `?tenant=${encodeURIComponent(tenant)}` : ''}`;
    const item = document.createElement('li');
    item.append(link, ` ${say(why)}`);
    list.append(item);
  }
  banner.append(list, make('p', '', say('JsRepeat')));
  banner.hidden = false;
}

function explain({ head, key, since, moved }, counts) {
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone });
  const list = make('ol', '', '');
  for (const step of say('JsSteps').split('\n')) list.append(make('li', '', step));
  const facts = make('dl', 'facts', '');
  for (const [name, value] of [
    ['JsCheckedAgainst', say('JsSize', head.size.toLocaleString(language))], ['JsKey', key], ['JsPinned', time.format(new Date(since))],
  ]) {
    const pair = document.createElement('div');
    pair.append(make('dt', '', say(name)), make('dd', 'mono', value));
    facts.append(pair);
  }
  const command = make('pre', '', `cairn verify --vkey '${key}'`);
  explanation.querySelector('[data-explain-body]').replaceChildren(
    make('p', '', sayProved(counts.proved + counts.words)), ...(moved ? [make('p', '', say('JsMoved'))] : []),
    list, facts, make('p', '', say('JsRepeat')), command);
}

state.addEventListener('click', () => state.dataset.proofState === 'proved' && explanation.showModal());

// Counts beside the list

async function takeCounts() {
  const place = document.querySelector('[data-counts]');
  if (!place) return;
  const answer = await fetch(place.dataset.counts, { credentials: 'same-origin' });
  if (!answer.ok) return;
  const body = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-counts-body]');
  if (body) place.replaceChildren(...body.children);
}

// New entries

function follow() {
  const list = document.querySelector('[data-live]');
  if (!list) return;
  const bar = document.querySelector('[data-live-bar]');
  let [waiting, isPaused, timer, last] = [0, false, null, 0];
  const url = new URL(`${root}/tail`, location.origin);
  url.searchParams.set('q', list.dataset.query);
  if (tenant) url.searchParams.set('tenant', tenant);
  const source = new EventSource(url);
  const text = make('span', '', '');
  const take = make('button', 'quiet', '');
  const pause = make('button', 'quiet', '');
  text.setAttribute('role', 'status');
  take.type = pause.type = 'button';
  bar.append(text, take, pause);
  bar.hidden = false;
  const tell = isLost => {
    bar.classList.toggle('lost', isLost);
    text.textContent = isLost ? say('JsLost') : '';
    take.hidden = waiting === 0;
    take.textContent = say('JsNew', waiting);
    pause.textContent = say(isPaused ? 'JsGoOn' : 'JsPause');
  };
  const refresh = async () => {
    waiting = 0;
    timer = null;
    last = Date.now();
    const answer = await fetch(location.href, { credentials: 'same-origin' });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-list]');
    const focused = document.activeElement?.closest('[data-entry]')?.dataset.entry;
    list.replaceChildren(bar, ...[...fresh.children].filter(c => !('liveBar' in c.dataset)));
    list.querySelector(`[data-entry="${CSS.escape(focused ?? '')}"] .open`)?.focus();
    tell(false);
    tellTimes(list);
    prove();
  };
  source.addEventListener('open', () => {
    bar.dataset.liveBar = 'open';
    tell(false);
  });
  source.addEventListener('error', () => tell(true));
  source.addEventListener('entry', () => {
    waiting++;
    tell(false);
    // However fast they come, the list is read every two seconds at most.
    if (!isPaused && scrollY < 120 && !list.querySelector('details[open]')) timer ??= setTimeout(refresh, Math.max(400, last + 2000 - Date.now()));
  });
  take.addEventListener('click', refresh);
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    clearTimeout(timer);
    timer = null;
    tell(false);
    if (!isPaused && waiting > 0) refresh();
  });
  tell(false);
}

// Keys and copies

function listen() {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const isTyping = event.target.closest('input, textarea, select');
    if (event.key === 'Escape') {
      if (isTyping) event.target.blur();
      else document.querySelector('[data-back]')?.click();
    } else if (isTyping) return;
    else if (event.key === '/') document.querySelector('#q')?.focus();
    else if (event.key === '?') document.querySelector('[data-keys]').showModal();
    else if (event.key === 'j' || event.key === 'k') {
      const rows = [...document.querySelectorAll('.entry .open')].filter(r => r.offsetParent !== null);
      const at = rows.indexOf(document.activeElement);
      rows[event.key === 'j' ? Math.min(rows.length - 1, at + 1) : Math.max(0, at - 1)]?.focus();
    } else return;
    event.preventDefault();
  });
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      const before = button.textContent;
      button.textContent = say('JsCopied');
      setTimeout(() => { button.textContent = before; }, 1500);
    });
  }
  document.querySelector('[data-back]')?.addEventListener('click', event => {
    if (document.referrer === '' && history.length > 1 && performance.getEntriesByType('navigation')[0]?.type === 'navigate' && sessionStorage.getItem('cairn list')) {
      event.preventDefault();
      location.href = sessionStorage.getItem('cairn list');
    }
  });
  if (document.querySelector('[data-list][data-query]')) sessionStorage.setItem('cairn list', location.href);
}

const box = document.querySelector('#q');
if (box) complete(box);
tellTimes();
setInterval(() => tellTimes(), 30_000);
switchZone();
switchDensity();
listen();
takeCounts();
follow();
prove();
