import { type Config, ConfigFault, readConfig } from './config.js'
import { LocalFault } from './local/fault.js'
import { checkPorts, leaveFolder, takeFolder } from './local/only-one.js'
import { password as samplePassword } from './local/sample-city/cast.js'
import { type OneMachine, oneMachine } from './one-machine.js'
import type { RunFile } from './run-file.js'

/** `npm start`: everything on one machine, until Ctrl-C. */
async function main(): Promise<void> {
  const config = readConfig()
  const found = await takeFolder(config.DATA_DIR)
  process.once('exit', () => leaveFolder(config.DATA_DIR))
  const machine = oneMachine(config, say)
  stopOnSignals(machine)
  try {
    // The parts of a start that was killed finish what they began, then they leave.
    if (found === 'left') say('the last start was killed; waiting for its ports')
    await checkPorts(portsOf(config), found === 'left' ? 15 : 0)
    const run = await machine.up()
    for (const line of greeting(config, run)) say(line)
  } catch (fault) {
    if (stopping) return // Ctrl-C while it was starting: not a fault
    stopping = true
    fail(fault)
    await machine.stop()
    process.exit(1)
  }
}

// The database's driver throws out of reach when its server goes in the middle of a write: no news while we stop it.
process.on('uncaughtException', (fault) => {
  if (stopping) return
  fail(fault)
  process.exit(1)
})

let stopping = false

const say = (line: string) => console.log(line)

/** One clear line for what a person can put right; the whole story for our own faults. */
function fail(fault: unknown): void {
  const known = fault instanceof ConfigFault || fault instanceof LocalFault
  console.error(known ? fault.message : fault)
}

function portsOf(config: Config): Record<string, number> {
  const { PORT, ADMIN_PORT, SANDBOX_PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT } = config
  const ownSandbox = config.PROCESSOR_URL === `http://127.0.0.1:${SANDBOX_PORT}`
  return {
    PORT,
    ADMIN_PORT,
    ...(ownSandbox && { SANDBOX_PORT }),
    ...(!config.TEMPORAL_ADDRESS && { TEMPORAL_PORT, TEMPORAL_UI_PORT }),
  }
}

/** The first signal stops in order, a second one at once. */
function stopOnSignals(machine: OneMachine): void {
  let first = 0
  const stop = () => {
    if (stopping) {
      // npm hands on the Ctrl-C that the terminal has given us already.
      if (performance.now() - first < 500) return
      machine.kill()
      process.exit(130)
    }
    stopping = true
    first = performance.now()
    say('stopping; Ctrl-C again stops at once')
    void machine.stop().then(
      () => process.exit(0),
      (fault) => {
        fail(fault)
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
}

function greeting(config: Config, run: RunFile): string[] {
  const lines = [
    '',
    `  Portal       ${run.portal}`,
    ...(config.SAMPLE_CITY === 'demo'
      ? [
          `  Sign in      dwhitfield / ${samplePassword}`,
          `  311 Console  ${run.portal}/staff as mokafor; the code of now is on the next page`,
          `  All to try   ${run.portal}/dev`,
        ]
      : []),
    ...(config.SMTP_URL ? [] : [`  Mail         ${run.mail}`]),
    `  Processor    ${run.sandbox}`,
    `  Temporal     ${run.temporal.ui ?? run.temporal.address}`,
    `  Health       ${run.admin}/healthz`,
    `  Logs         ${run.logs}`,
    '',
    '  Ctrl-C stops everything; the next start goes on where it was.',
  ]
  return lines
}

main().catch((fault: unknown) => {
  fail(fault)
  process.exit(1)
})
