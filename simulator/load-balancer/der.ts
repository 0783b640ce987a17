/** As much of the encoding of ASN.1 (DER, ITU-T X.690) as a certificate needs. */

/** A value with its tag and length in front. */
export function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), lengthOf(content), content])
}

function lengthOf(content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.of(length)
  if (length < 0x100) return Buffer.of(0x81, length)
  return Buffer.of(0x82, length >> 8, length & 0xff)
}

export const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts))
export const set = (...parts: readonly Buffer[]) => tagged(0x31, Buffer.concat(parts))
export const integer = (value: Buffer) => tagged(0x02, value)
export const octets = (content: Buffer) => tagged(0x04, content)
export const text = (value: string) => tagged(0x0c, Buffer.from(value, 'utf8'))
export const TRUE = tagged(0x01, Buffer.of(0xff))

/** A bit string of whole bytes. */
export const bits = (content: Buffer) => tagged(0x03, Buffer.concat([Buffer.of(0), content]))

/** `[number] EXPLICIT`. */
export const explicit = (number: number, content: Buffer) => tagged(0xa0 + number, content)

/** UTCTime: right until 2049. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return tagged(0x17, Buffer.from(`${digits}Z`, 'ascii'))
}

/** `2.5.29.17`: the first two numbers share a byte, the others have seven bits in each. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(sevenBits)]))
}

function sevenBits(value: number): readonly number[] {
  const bytes = [value & 0x7f]
  for (let high = value >> 7; high > 0; high >>= 7) bytes.unshift((high & 0x7f) | 0x80)
  return bytes
}
