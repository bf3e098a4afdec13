import { startStack } from '../support/stack.js'
import { benchPages } from './pages.js'
import { benchPayments } from './payments.js'

/** `npm run bench`: ratios against a bare baseline in one run, on this machine. Linux (it reads /proc). */
const began = performance.now()
const stack = await startStack({ SETTLE_SECONDS: '0.5' })
const first = (performance.now() - began) / 1000
console.log(
  `npm start to the first page, new folder, programs in the cache: ${first.toFixed(1)} s (goal 6)`,
)
try {
  for (const line of await benchPages(stack)) console.log(line)
  for (const line of await benchPayments(stack)) console.log(line)
} finally {
  await stack.stop()
}
