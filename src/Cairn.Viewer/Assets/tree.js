// RFC 6962 trees over C2SP tiles: hashes, inclusion and consistency.

const encoder = new TextEncoder();
export const utf8 = text => encoder.encode(text);
export const sha256 = async bytes => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

export const join = (...parts) => {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  parts.reduce((at, p) => (all.set(p, at), at + p.length), 0);
  return all;
};

export const base64 = bytes => btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''));
export const fromBase64 = text => Uint8Array.from(atob(text), c => c.charCodeAt(0));
export const base64url = bytes => base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
export const fromBase64url = text => fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
export const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

export const leafHash = text => sha256(join(Uint8Array.of(0), utf8(text)));
const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));

// The largest power of two below n.
const split = n => 2 ** (Math.ceil(Math.log2(n)) - 1);

export class Tree {
  #tiles = new Map();

  // read(path) gives a tile's bytes.
  constructor(size, read) {
    this.size = size;
    this.read = read;
  }

  async #hash(level, index) {
    const [tileLevel, tile] = [Math.floor(level / 8), Math.floor(index * 2 ** (level % 8) / 256)];
    const width = Math.min(256, Math.floor(this.size / 2 ** (8 * tileLevel)) - tile * 256);
    const path = `tile/${tileLevel}/${number(tile)}${width < 256 ? `.p/${width}` : ''}`;
    if (!this.#tiles.has(path)) this.#tiles.set(path, this.read(path));
    const bytes = await this.#tiles.get(path);
    if (bytes.length < width * 32) throw new Error(`${path} is too short`);
    const first = index * 2 ** (level % 8) - tile * 256;
    let row = Array.from({ length: 2 ** (level % 8) }, (_, i) => bytes.subarray((first + i) * 32, (first + i + 1) * 32));
    while (row.length > 1) row = await Promise.all(row.filter((_, i) => i % 2 === 0).map((left, i) => nodeHash(left, row[2 * i + 1])));
    return row[0];
  }

  // The hash over the leaves from lo up to hi: hashes of whole subtrees, from the tiles.
  async #range(lo, hi) {
    const length = hi - lo;
    const level = Math.log2(length);
    if (Number.isInteger(level) && lo % length === 0) return this.#hash(level, lo / length);
    const k = split(length);
    return nodeHash(await this.#range(lo, lo + k), await this.#range(lo + k, hi));
  }

  // The root that has this leaf at this index; it holds when it is the signed one.
  async rootWith(index, leaf, lo = 0, hi = this.size) {
    if (hi - lo === 1) return leaf;
    const k = lo + split(hi - lo);
    return index < k
      ? nodeHash(await this.rootWith(index, leaf, lo, k), await this.#range(k, hi))
      : nodeHash(await this.#range(lo, k), await this.rootWith(index, leaf, k, hi));
  }

  // The roots of the first `old` leaves and of all, from the same hashes: the older tree is a beginning of the newer one.
  async rootsAt(old, lo = 0, hi = this.size) {
    if (old >= hi) {
      const hash = await this.#range(lo, hi);
      return [hash, hash];
    }
    if (old <= lo) return [null, await this.#range(lo, hi)];
    const k = lo + split(hi - lo);
    const [a, b] = [await this.rootsAt(old, lo, k), await this.rootsAt(old, k, hi)];
    return [b[0] ? await nodeHash(a[0], b[0]) : a[0], await nodeHash(a[1], b[1])];
  }
}

// Groups of three digits, all but the last with an x.
function number(n) {
  const groups = [String(n % 1000).padStart(3, '0')];
  while (n >= 1000) {
    n = Math.floor(n / 1000);
    groups.unshift(`x${String(n % 1000).padStart(3, '0')}`);
  }
  return groups.join('/');
}
