import { isIP } from 'node:net'

/**
 * Whose request it is, for the throttles: the peer of the socket, unless that is a proxy of ours; then the last hop that
 * is not one. What stands further left is the client's own word, and counts for nothing (security.md 1.3).
 *
 * @param forwarded The header X-Forwarded-For.
 * @param trusted `TRUSTED_PROXIES`.
 */
export function clientKey(
  peer: string | undefined,
  forwarded: string | undefined,
  trusted: readonly string[],
): string {
  const ours = new Set(trusted.map(plain))
  let client = plain(peer ?? 'unknown')
  for (const hop of (forwarded ?? '').split(',').reverse()) {
    if (!ours.has(client)) break
    const address = plain(hop.trim())
    // A proxy that writes no address tells nothing: then it is the client itself.
    if (isIP(address) === 0) break
    client = address
  }
  return isIP(client) === 6 ? network(client) : client
}

/** One spelling of an address: `::ffff:127.0.0.1`, `[::1]:443`, `10.0.0.1:80` and `fe80::1%eth0` lose their extras. */
function plain(text: string): string {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([\d.]+):\d+$/, '$1')
  const address = bare.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address
}

/** An IPv6 client owns its /64, so that is its key. */
function network(address: string): string {
  if (address === '::1') return address
  const [head = '', tail = ''] = address.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail.split(':').filter(Boolean)
  const missing = address.includes('::') ? 8 - left.length - right.length : 0
  return `${[...left, ...Array<string>(missing).fill('0'), ...right].slice(0, 4).join(':')}::/64`
}
