// Completes the word at the cursor of the search box: fields, actions, outcomes, and the actors and sources that the counts name.

const fields = ['actor:', 'target:', 'person:', 'action:', 'category:', 'outcome:', 'source:', 'request:', 'operation:', 'ip:', 'since:', 'until:', 'readings:yes'];
const outcomes = ['outcome:success', 'outcome:failure', 'outcome:denied', 'outcome:unfinished'];
const times = ['since:1h', 'since:24h', 'since:7d', 'since:30d'];
const most = 8;

export function complete(box) {
  const list = document.createElement('ul');
  Object.assign(list, { id: 'q-list', className: 'complete', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', box.labels[0].textContent);
  box.after(list);
  box.setAttribute('role', 'combobox');
  box.setAttribute('aria-controls', list.id);
  box.setAttribute('aria-expanded', 'false');
  const actions = box.dataset.complete.split(' ').map(a => `action:${a}`);
  let chosen = -1;

  const word = () => {
    const before = box.value.slice(0, box.selectionStart);
    return /(?:"[^"]*"?|[^\s"])*$/.exec(before)[0];
  };
  const counted = () => [...document.querySelectorAll('[data-counts] a[data-condition]')].map(a => a.dataset.condition);
  const hide = () => {
    list.hidden = true;
    chosen = -1;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };
  const choose = at => {
    chosen = at;
    [...list.children].forEach((item, i) => item.setAttribute('aria-selected', String(i === at)));
    if (at >= 0) box.setAttribute('aria-activedescendant', list.children[at].id);
    else box.removeAttribute('aria-activedescendant');
  };
  const take = text => {
    const [end, typed] = [box.selectionStart, word()];
    const rest = box.value.slice(end);
    const whole = text.endsWith(':') ? text : `${text} `;
    box.value = box.value.slice(0, end - typed.length) + whole + rest.trimStart();
    const at = end - typed.length + whole.length;
    box.setSelectionRange(at, at);
    show();
  };

  function show() {
    const typed = word().replace(/^-/, '').toLowerCase();
    const known = typed === '' ? [] : [...fields, ...outcomes, ...times, ...actions, ...counted()];
    const found = [...new Set(known)].filter(k => k.toLowerCase().startsWith(typed) && k.toLowerCase() !== typed).slice(0, most);
    if (found.length === 0) {
      hide();
      return;
    }
    list.replaceChildren(...found.map((text, i) => {
      const item = Object.assign(document.createElement('li'), { id: `q-${i}`, textContent: text });
      item.setAttribute('role', 'option');
      item.addEventListener('pointerdown', event => {
        event.preventDefault();
        take(text);
      });
      return item;
    }));
    list.hidden = false;
    box.setAttribute('aria-expanded', 'true');
    choose(-1);
  }

  box.addEventListener('input', show);
  box.addEventListener('blur', hide);
  box.addEventListener('keydown', event => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === 'ArrowDown') choose((chosen + 1) % count);
    else if (event.key === 'ArrowUp') choose((chosen + count - (chosen < 0 ? 0 : 1)) % count);
    else if (event.key === 'Tab' && !event.shiftKey) take(list.children[Math.max(0, chosen)].textContent);
    else if (event.key === 'Enter' && chosen >= 0) take(list.children[chosen].textContent);
    else if (event.key === 'Escape') hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
