/** SHA-256 of what comes in pieces (FIPS 180-4): the browser's own wants all at once, and only gives it over https. */
const ROUNDS = 64;
const BLOCK = 64;

/** The first 32 bits of the fractional part. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;
function primes(count: number): number[] {
  const found: number[] = [];
  for (let one = 2; found.length < count; one += 1) if (found.every((prime) => one % prime)) found.push(one);
  return found;
}
const K = Int32Array.from(primes(ROUNDS), (prime) => fraction(Math.cbrt(prime)));
const START = primes(8).map((prime) => fraction(Math.sqrt(prime)));

/** A place that is there. */
const at = (list: Int32Array, place: number): number => list[place] as number;

export class Sha256 {
  private readonly state = Int32Array.from(START);
  private readonly words = new Int32Array(ROUNDS);
  private readonly rest = new Uint8Array(BLOCK);
  private held = 0;
  private length = 0;

  update(data: Uint8Array): this {
    this.length += data.length;
    let used = 0;
    if (this.held) {
      used = Math.min(BLOCK - this.held, data.length);
      this.rest.set(data.subarray(0, used), this.held);
      this.held += used;
      if (this.held < BLOCK) return this;
      this.block(this.rest, 0);
    }
    for (; used + BLOCK <= data.length; used += BLOCK) this.block(data, used);
    this.rest.set(data.subarray(used));
    this.held = data.length - used;
    return this;
  }

  /** In hexadecimal; nothing can be added afterwards. */
  digest(): string {
    const bytes = this.length;
    // A one, zeros, and the number of bits in eight bytes, to the end of a block.
    const end = new Uint8Array((this.held + 9 > BLOCK ? 2 : 1) * BLOCK - this.held);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bytes / 2 ** 29));
    view.setUint32(end.length - 4, (bytes * 8) % 2 ** 32);
    this.update(end);
    return [...this.state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  private block(data: Uint8Array, from: number): void {
    const { words, state } = this;
    const view = new DataView(data.buffer, data.byteOffset + from, BLOCK);
    for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(i * 4);
    for (let i = 16; i < ROUNDS; i += 1) {
      const x = at(words, i - 15);
      const y = at(words, i - 2);
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
    }
    let [a, b, c, d] = [at(state, 0), at(state, 1), at(state, 2), at(state, 3)];
    let [e, f, g, h] = [at(state, 4), at(state, 5), at(state, 6), at(state, 7)];
    for (let i = 0; i < ROUNDS; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(words, i)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    const added = [a, b, c, d, e, f, g, h];
    // The array keeps the lower 32 bits of each sum.
    for (let i = 0; i < 8; i += 1) state[i] = at(state, i) + (added[i] as number);
  }
}
