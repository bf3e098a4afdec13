import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientKey } from '../../web/client-address.js'

test.each([
  ['no proxy is trusted by default', '203.0.113.9', '198.51.100.1', [], '203.0.113.9'],
  ['no header', '10.0.0.1', undefined, ['10.0.0.1'], '10.0.0.1'],
  ['one trusted proxy', '10.0.0.1', '203.0.113.9', ['10.0.0.1'], '203.0.113.9'],
  ['what the client wrote before', '10.0.0.1', '1.1.1.1, 203.0.113.9', ['10.0.0.1'], '203.0.113.9'],
  [
    'two trusted proxies',
    '10.0.0.1',
    '1.1.1.1, 203.0.113.9, 10.0.0.2',
    ['10.0.0.1', '10.0.0.2'],
    '203.0.113.9',
  ],
  [
    'the name of a proxy, by the client',
    '10.0.0.1',
    '10.0.0.1, 203.0.113.9',
    ['10.0.0.1'],
    '203.0.113.9',
  ],
  ['a peer that is no proxy', '203.0.113.9', '10.0.0.1', ['10.0.0.1'], '203.0.113.9'],
  ['a hop that is no address', '10.0.0.1', '203.0.113.9, unknown', ['10.0.0.1'], '10.0.0.1'],
  ['an empty header', '10.0.0.1', ' ,, ', ['10.0.0.1'], '10.0.0.1'],
  ['a v4 peer in v6 clothes', '::ffff:10.0.0.1', '203.0.113.9:4711', ['10.0.0.1'], '203.0.113.9'],
  [
    'a v6 proxy, spelled otherwise',
    '2001:db8::1',
    '203.0.113.9',
    ['2001:DB8:0::0001'],
    '203.0.113.9',
  ],
  ['a v6 client is its /64', '2001:db8:1:2:3:4:5:6', undefined, [], '2001:db8:1:2::/64'],
  ['short', '2001:db8::6', undefined, [], '2001:db8:0:0::/64'],
  [
    'behind a proxy, with a port',
    '10.0.0.1',
    '[2001:0db8:1:2::9]:443',
    ['10.0.0.1'],
    '2001:db8:1:2::/64',
  ],
  ['the loopback', '::1', undefined, [], '::1'],
  ['a zone', 'fe80::1%eth0', undefined, [], 'fe80:0:0:0::/64'],
  ['no socket', undefined, '203.0.113.9', [], 'unknown'],
] as const)('4.1.3: %s', (_, peer, forwarded, trusted, key) => {
  expect(clientKey(peer, forwarded, trusted)).toBe(key)
})

test('4.1.3: whatever the client writes left of the proxy’s own entry changes nothing', () => {
  fc.assert(
    fc.property(fc.string(), (spoof) => {
      expect(clientKey('10.0.0.1', `${spoof}, 203.0.113.9`, ['10.0.0.1'])).toBe('203.0.113.9')
      expect(clientKey('203.0.113.9', spoof, [])).toBe('203.0.113.9')
    }),
  )
})
