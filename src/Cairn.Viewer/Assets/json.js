// Reads JSON without losing how numbers are spelled: JSON.parse would make 1.0 and 1 the same.
// A node is { raw, text? , members?: [[name, node]], items?: [node] }.

export function read(source) {
  let at = 0;
  const node = value();
  if (at !== source.length) throw new Error('there is something behind the JSON value');
  return node;

  function value() {
    const start = at;
    const c = source[at];
    const made = c === '{' ? object() : c === '[' ? array() : c === '"' ? { text: string() } : literal();
    made.raw = source.slice(start, at);
    return made;
  }

  function object() {
    const members = [];
    at++;
    if (source[at] === '}') { at++; return { members }; }
    for (;;) {
      const name = string();
      expect(':');
      members.push([name, value()]);
      if (source[at] === ',') { at++; continue; }
      expect('}');
      return { members };
    }
  }

  function array() {
    const items = [];
    at++;
    if (source[at] === ']') { at++; return { items }; }
    for (;;) {
      items.push(value());
      if (source[at] === ',') { at++; continue; }
      expect(']');
      return { items };
    }
  }

  function string() {
    const start = at;
    if (source[at] !== '"') throw new Error(`a string is missing at ${at}`);
    for (at++; source[at] !== '"'; at++) {
      if (at >= source.length) throw new Error('a string does not end');
      if (source[at] === '\\') at++;
    }
    at++;
    return JSON.parse(source.slice(start, at));
  }

  function literal() {
    const found = /^(?:true|false|null|-?[0-9][0-9.eE+-]*)/.exec(source.slice(at, at + 400));
    if (!found) throw new Error(`there is no JSON value at ${at}`);
    let length = found[0].length;
    while (length === 400 || (at + length < source.length && /[0-9.eE+-]/.test(source[at + length]))) length++;
    at += length;
    return {};
  }

  function expect(c) {
    if (source[at] !== c) throw new Error(`${c} is missing at ${at}`);
    at++;
  }
}

export const member = (node, name) => node?.members?.find(([n]) => n === name)?.[1];
export const text = (node, name) => member(node, name)?.text ?? null;

const escapes = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

// Text of a JSON string as Cairn spells it.
export const quote = s => `"${s.replace(/["\\\u0000-\u001f]/g, c => escapes[c] ?? `\\u00${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}"`;

// Compact text; differs from raw only where parts were put back.
export function write(node) {
  return node.members ? `{${node.members.map(([n, v]) => `${quote(n)}:${write(v)}`).join(',')}}`
    : node.items ? `[${node.items.map(write).join(',')}]`
    : node.text !== undefined ? quote(node.text) : node.raw;
}

// As people see it: as the server shows it (ValueWords).
export const shown = node => node.text !== undefined && !(node.text === '' || /^(?:null|true|false)$/.test(node.text) || /^[-[{"0-9]/.test(node.text))
  ? node.text : write(node);

// Without the quotes around a string: as a sentence has it.
export const told = node => node.text !== undefined ? node.text : write(node);
