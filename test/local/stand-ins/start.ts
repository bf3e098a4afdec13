import { readConfig } from '../../../src/config.js'
import { leaveFolder, takeFolder } from '../../../src/local/only-one.js'
import { oneMachine } from '../../../src/one-machine.js'

// `npm start` with stand-ins for our programs; a first argument names one of them that is broken.
const [broken] = process.argv.slice(2)
const main = (name: string) => ({
  main: `test/local/stand-ins/${name === broken ? 'broken' : name}.ts`,
  graceSeconds: 3,
})
const config = readConfig()
await takeFolder(config.DATA_DIR)
process.once('exit', () => leaveFolder(config.DATA_DIR))
const machine = oneMachine(config, console.log, {
  web: main('web'),
  worker: main('worker'),
  sandbox: main('sandbox'),
})
process.on('SIGTERM', () => void machine.stop().then(() => process.exit(0)))
try {
  await machine.up()
  console.log('up')
} catch (fault) {
  console.log(String(fault))
  await machine.stop()
  process.exit(1)
}
