/** The first address of a block, and how many addresses it has. @param cidr for example `10.0.1.0/24` */
export function parseCidr(cidr: string): { readonly first: number; readonly size: number } {
  const [address = '', prefix = '32'] = cidr.split('/')
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return { first, size: 2 ** (32 - Number(prefix)) }
}

export function isInBlock(address: string, cidr: string): boolean {
  const { first, size } = parseCidr(cidr)
  const { first: number } = parseCidr(address)
  return number >= first && number < first + size
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
}

/** AWS reserves the first four addresses and the last one of every subnet (VPC user guide, "Subnet sizing"). */
export const RESERVED_AT_START = 4
export const RESERVED_AT_END = 1

/** Hands out a block's addresses one after another, and starts over when all have been handed out. */
export function createAddressPool(cidr: string): () => string {
  const { first, size } = parseCidr(cidr)
  const usable = Math.max(1, size - RESERVED_AT_START - RESERVED_AT_END)
  let given = 0
  return () => formatAddress(first + RESERVED_AT_START + (given++ % usable))
}
