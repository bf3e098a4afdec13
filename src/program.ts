import { type Config, ConfigFault, readConfig } from './config.js'
import { log } from './log.js'

export interface Running {
  /** Settles when the program ends by itself; then it is not well. */
  readonly ended?: Promise<unknown>
  /** Finishes what is under way, then lets go of everything. */
  stop(): Promise<void>
}

type Setting = 'DATABASE_URL' | 'TEMPORAL_ADDRESS' | 'SANDBOX_DATABASE_URL'

/**
 * What every program does alike: settings or one clear line per fault, SIGTERM and SIGINT end it in order, a second
 * signal at once.
 */
export async function program(
  name: string,
  start: (config: Config, needs: (setting: Setting) => string) => Promise<Running>,
): Promise<void> {
  let running: Running | undefined
  let signals = 0
  const onSignal = () => {
    signals += 1
    if (signals > 1 || !running) process.exit(signals > 1 ? 130 : 0)
    log.info({ program: name }, 'stops')
    running.stop().then(
      () => process.exit(0),
      (fault) => die(name, fault),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  try {
    const config = readConfig()
    running = await start(config, (setting) => {
      const value = config[setting]
      if (!value) throw new ConfigFault([`${setting}: ${name} needs it (npm start sets it)`])
      return value
    })
    await running.ended
    if (running.ended && signals === 0) die(name, new Error('ended by itself'))
  } catch (fault) {
    if (signals === 0) die(name, fault)
  }
}

function die(name: string, fault: unknown): never {
  if (fault instanceof ConfigFault) process.stderr.write(`${fault.message}\n`)
  else log.fatal({ program: name, fault }, 'ends with a fault')
  process.exit(1)
}
