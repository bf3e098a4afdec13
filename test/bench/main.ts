import { startStack } from '../support/stack.js'
import { benchBills, benchCity } from './bills.js'
import { benchPages } from './pages.js'
import { benchPayments } from './payments.js'
import { benchRecurring } from './recurring.js'
import { benchSearch } from './search.js'
import { benchSignIns } from './sign-ins.js'
import { benchSpeedPay } from './speedpay.js'

/**
 * `npm run bench`: ratios against a bare baseline in one run, on this machine. Linux (it reads /proc). One alone:
 * `npm run bench -- sign-ins`; `--short` takes fewer samples, to see that it runs; `--accounts=N` is the size of the city
 * that `city` measures Home in.
 */
const benches = {
  pages: benchPages,
  payments: benchPayments,
  recurring: benchRecurring,
  'sign-ins': benchSignIns,
  bills: benchBills,
  city: benchCity,
  speedpay: benchSpeedPay,
  search: benchSearch,
}

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const short = process.argv.includes('--short')
const size = process.argv.find((word) => word.startsWith('--accounts='))?.split('=')[1]
const accounts = Number(size ?? (short ? 5_000 : 100_000))
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}

const began = performance.now()
const stack = await startStack({ SETTLE_SECONDS: '0.5' })
const first = (performance.now() - began) / 1000
console.log(
  `npm start to the first page, new folder, programs in the cache: ${first.toFixed(1)} s (goal 6)`,
)
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (names.length > 0 && !names.includes(name)) continue
    for (const line of await bench(stack, { short, accounts })) console.log(line)
  }
} finally {
  await stack.stop()
}
